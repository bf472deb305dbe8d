package io.millrace.dashboard;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query that writes to a panel, as the framework does for one, without a Spark. */
final class Feed {
    private final DashboardOutput output = new DashboardOutput();
    private final String query;
    private final Columns columns;
    private final Options options;
    private final Committer committer;
    private long epoch;

    private Feed(String query, Columns columns, Map<String, String> given) {
        this.query = query;
        this.columns = columns;
        this.options = output.options().read(given);
        try {
            this.committer = ((Delivery.Transactional) output.check(columns, options)).committer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A query of its own; options in pairs of names and values. */
    static Feed to(String title, String columns, String... options) {
        Map<String, String> given = new HashMap<>(Map.of("title", title));
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return new Feed("query of " + title, new Columns(columns), given);
    }

    /** Shows the next epoch. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the rows are only read
    final void next(List<? extends @Nullable Object>... rows) {
        show(epoch++, List.of(rows));
    }

    void next(List<? extends List<? extends @Nullable Object>> rows) {
        show(epoch++, rows);
    }

    /** Shows an epoch, by one task for each third of its rows. */
    void show(long number, List<? extends List<? extends @Nullable Object>> rows) {
        try {
            int third = rows.size() / 3;
            committer.commit(
                    query,
                    number,
                    List.of(
                            task(number, 0, rows.subList(0, third)),
                            task(number, 1, rows.subList(third, 2 * third)),
                            task(number, 2, rows.subList(2 * third, rows.size()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String task(long number, int partition, List<? extends List<? extends @Nullable Object>> rows)
            throws IOException {
        WriteTask task = new WriteTask(query, number, partition, System.nanoTime());
        try (Writer writer = output.open(task, columns, options, (row, why) -> {
            throw why;
        })) {
            for (List<? extends @Nullable Object> row : rows) {
                writer.write(Rows.of(new ArrayList<>(row)));
            }
            return writer.complete();
        }
    }
}
