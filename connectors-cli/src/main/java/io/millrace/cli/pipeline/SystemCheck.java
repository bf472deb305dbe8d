package io.millrace.cli.pipeline;

import io.millrace.api.Columns;
import io.millrace.api.Delivery;
import io.millrace.api.Log;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.StartFrom;
import io.millrace.cli.file.Pipeline.Guarantee;
import io.millrace.cli.file.Pipeline.Input;
import io.millrace.cli.file.Pipeline.Mode;
import io.millrace.cli.file.Pipeline.Output;
import io.millrace.cli.file.Pipeline.Promise;
import io.millrace.cli.file.Settings;
import io.millrace.cli.file.Trigger;
import io.millrace.runtime.Bounds;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.WriteMetrics;
import io.millrace.runtime.WriteOptions;
import io.millrace.runtime.WriteProtocol;
import io.millrace.spark.hosted.Hosted;
import io.millrace.spark.hosted.HostedOutput;
import io.millrace.spark.hosted.HostedWrite;
import io.millrace.spark.hosted.HostedWrite.Existing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker;
import org.apache.spark.sql.streaming.OutputMode;
import org.jspecify.annotations.Nullable;

/**
 * Asks the systems of a pipeline: each log for the place where reading would start, each output whether it takes the columns
 * and what it promises. Nothing is read or written. A push source is not asked: it is spoken to when the pipeline runs.
 */
final class SystemCheck {
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(10));

    private final Assembly assembly;
    private final Faults faults;

    SystemCheck(Assembly assembly, Faults faults) {
        this.assembly = assembly;
        this.faults = faults;
    }

    void check(Input input) {
        String name = input.connector().text();
        if (Hosted.input(name).isPresent() || Kinds.isStore(name) || Kinds.isPush(name)) {
            return;
        }
        Settings given = assembly.input(input);
        try {
            LogConnector connector = Connectors.log(name);
            Options options = ReadOptions.with(connector).read(given.texts());
            var unused = PATIENCE.ask("Connector '" + name + "'", () -> {
                try (Log log = connector.open(options)) {
                    return log.start(start(options));
                }
            });
        } catch (Exception e) {
            faults.add(input.connector().spot(), given, e);
        }
    }

    /** What another query left in its checkpoint is read when the pipeline starts, and not before. */
    private static StartFrom start(Options options) {
        boolean another = options.find(ReadOptions.STARTING_OFFSETS)
                .filter(text -> text.strip().toLowerCase(Locale.ROOT).startsWith("checkpoint:"))
                .isPresent();
        return another ? new StartFrom.Latest() : Bounds.start(options, new StartFrom.Latest(), path -> "");
    }

    void check(Output output, Dataset<Row> rows) {
        Settings given = assembly.output(output);
        checkMode(output, rows);
        try {
            Optional<HostedOutput> hosted = Hosted.output(output.connector().text());
            if (hosted.isPresent()) {
                Options options = Hosted.with(hosted.get().options()).read(given.texts());
                Existing existing = output.mode() == Mode.COMPLETE ? Existing.REPLACED : Existing.KEPT;
                hosted.get().check(rows.schema(), new HostedWrite("check", 0, existing, List.of()), options);
            } else {
                checkWrite(output, rows, given);
            }
        } catch (Exception e) {
            faults.add(output.connector().spot(), given, e);
        }
    }

    private void checkWrite(Output output, Dataset<Row> rows, Settings given) throws Exception {
        OutputConnector connector = Connectors.output(output.connector().text());
        Options options = WriteOptions.with(connector).read(given.texts());
        Columns columns = new Columns(rows.schema().toDDL());
        try (WriteProtocol protocol = PATIENCE.ask(
                "Connector '" + connector.name() + "'",
                () -> new WriteProtocol("check", connector, columns, options, new WriteMetrics()))) {
            Promise promise = output.promise();
            Guarantee kept = guarantee(protocol.delivery());
            if (promise != null && promise.guarantee().compareTo(kept) > 0) {
                faults.add(
                        promise.spot(),
                        "The pipeline asks for '" + word(promise.guarantee()) + "', but with these options connector '"
                                + connector.name() + "' promises '" + word(kept)
                                + "'; change its options (see its page in docs), take another output, or ask for less");
            }
            if (assembly.trigger(output).kind() == Trigger.Kind.REAL_TIME && protocol.isTransactional()) {
                faults.add(
                        output.connector().spot(),
                        "Output '" + connector.name()
                                + "' or its dead-letter output is transactional, which real-time mode"
                                + " cannot be; use another trigger, or an idempotent output");
            }
        }
    }

    /** Whether Spark can run the query in this mode, and has what it needs for it. */
    private void checkMode(Output output, Dataset<Row> rows) {
        if (!rows.isStreaming()) {
            return;
        }
        try {
            UnsupportedOperationChecker.checkForStreaming(rows.queryExecution().analyzed(), mode(output.mode()));
        } catch (Exception e) {
            faults.add(
                    output.name().spot(),
                    Reason.of(e) + " ('mode' is "
                            + mode(output.mode()).toString().toLowerCase(Locale.ROOT)
                            + "; set it to update or complete, or give the input a watermark)");
        }
    }

    static OutputMode mode(@Nullable Mode mode) {
        if (mode == Mode.UPDATE) {
            return OutputMode.Update();
        }
        return mode == Mode.COMPLETE ? OutputMode.Complete() : OutputMode.Append();
    }

    private static Guarantee guarantee(Delivery delivery) {
        if (delivery instanceof Delivery.Transactional) {
            return Guarantee.EXACTLY_ONCE;
        }
        return delivery instanceof Delivery.AtLeastOnce ? Guarantee.AT_LEAST_ONCE : Guarantee.IDEMPOTENT;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
