package io.millrace.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The planning side of a log. It says where reading starts and ends and never returns events. Used by one thread at a time,
 * on the driver.
 */
public interface Log extends AutoCloseable {
    /** Where a new query starts. Asked once in the life of a query; the framework saves the answer. */
    Offsets start(StartFrom from) throws IOException;

    /** A token for what there is up to {@code stop}. */
    Tip tip(StopAt stop) throws IOException;

    /**
     * How far the next batch goes: never past the tip, never back, within the budget. New partitions enter with their
     * end, or stay away until they have events. Asked again and again with one tip it answers {@code from} only when every
     * partition has reached the tip; before that it makes progress or throws, so that a bounded run neither stops early
     * nor runs for ever.
     *
     * @throws DataLossException if events between {@code from} and the tip are gone: a stream deleted or created anew, a
     *     position that the log no longer reaches
     */
    Advance advance(Offsets from, Tip tip, Budget budget) throws IOException;

    /**
     * New and finished partitions alone, no data: partitions of {@code from} keep their positions, new ones enter at
     * their beginning. For tails.
     */
    Advance discover(Offsets from) throws IOException;

    /**
     * The ranges between two offsets, none of them empty. The answer must depend on its arguments alone, never on when it
     * is asked: after a failure the same batch is planned again.
     */
    default List<Range> plan(Offsets from, Offsets to) {
        return from.rangesTo(to);
    }

    /** What waits between offsets and a tip, by partition; empty if the log cannot tell. */
    default Map<String, Backlog> behind(Offsets from, Tip tip) throws IOException {
        return Map.of();
    }

    /** The offsets at which a tip ends, for users to see; empty if only {@link #advance} can tell. */
    default Optional<Offsets> ends(Tip tip) {
        return Optional.empty();
    }

    /**
     * Tells that all events before {@code upTo} were processed. A hint for the system's own tools: it may be repeated or
     * left out, and reading never depends on it.
     */
    default void committed(Offsets upTo) throws IOException {}

    @Override
    void close() throws IOException;
}
