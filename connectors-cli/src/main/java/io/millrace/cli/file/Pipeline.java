package io.millrace.cli.file;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline file says. Of a file with faults it holds the parts that are complete.
 *
 * @param name the pipeline's name
 * @param spark settings of the Spark session
 * @param inputs what is read
 * @param steps what is done, in order
 * @param outputs what is written
 * @param deadLetters where refused rows go, if anywhere
 * @param trigger when batches begin
 * @param checkpoint the folder of the checkpoint
 */
public record Pipeline(
        Located name,
        Settings spark,
        List<Input> inputs,
        List<Step> steps,
        List<Output> outputs,
        @Nullable DeadLetters deadLetters,
        Trigger trigger,
        Located checkpoint) {
    /** Copies the lists. */
    public Pipeline {
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
    }

    /** How an input is read. */
    public enum Reading {
        /** As it comes. */
        STREAM,
        /** What is there now. */
        BATCH
    }

    /** Which rows of a stream are written. */
    public enum Mode {
        /** New ones. */
        APPEND,
        /** Those that changed. */
        UPDATE,
        /** All, each time. */
        COMPLETE
    }

    /** What an output must promise when a batch is run again; each promises the ones before it, too. */
    public enum Guarantee {
        /** Every row is there. */
        AT_LEAST_ONCE,
        /** A row that is written again overwrites itself. */
        IDEMPOTENT,
        /** A batch becomes visible once, as a whole. */
        EXACTLY_ONCE
    }

    /** What is read. */
    public record Input(
            Located name,
            Located connector,
            Settings options,
            @Nullable Reading reading,
            @Nullable Located schema,
            @Nullable Format format,
            @Nullable Watermark watermark) {}

    /**
     * How bytes become columns.
     *
     * @param options as {@code Millrace.parse} takes them
     */
    public record Format(Located type, Settings options) {}

    /** How long to wait for late events. */
    public record Watermark(Located column, Located delay) {}

    /** What is done. */
    public record Step(Located name, Work work, @Nullable Watermark watermark) {}

    /** What a step does. */
    public sealed interface Work {}

    /**
     * A query.
     *
     * @param query the text
     * @param first where its first character stands
     */
    public record Sql(Located query, Spot first) implements Work {}

    /** Columns from a store, by key. */
    public record Lookup(Located from, Located connector, List<Located> keys, Settings options) implements Work {
        /** Copies the list. */
        public Lookup {
            keys = List.copyOf(keys);
        }
    }

    /** The columns that a saved model adds. */
    public record Model(Located from, Located path) implements Work {}

    /** Of rows with the same key the first. */
    public record Deduplicate(Located from, List<Located> keys) implements Work {
        /** Copies the list. */
        public Deduplicate {
            keys = List.copyOf(keys);
        }
    }

    /** What is written. */
    public record Output(
            Located name,
            Located from,
            Located connector,
            Settings options,
            @Nullable Mode mode,
            @Nullable Promise promise,
            @Nullable Trigger trigger) {}

    /** What an output must promise, and where that stands. */
    public record Promise(Guarantee guarantee, Spot spot) {}

    /** Where refused rows go. */
    public record DeadLetters(Located connector, Settings options) {}
}
