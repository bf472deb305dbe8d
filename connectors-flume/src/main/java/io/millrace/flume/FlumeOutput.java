package io.millrace.flume;

import io.millrace.api.Columns;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;

/**
 * Flume agents as an output: {@code flume}. It promises at-least-once: an epoch that is run again after a failure sends its
 * events again, and so does a batch whose acknowledgement was lost.
 */
public final class FlumeOutput implements OutputConnector {
    /** Made by {@link java.util.ServiceLoader}. */
    public FlumeOutput() {}

    @Override
    public String name() {
        return "flume";
    }

    @Override
    public OptionSet options() {
        return OutputOptions.ALL;
    }

    @Override
    public Delivery check(Columns columns, Options options) {
        OutputColumns.of(columns, options);
        OutputOptions.check(options);
        Agents.demand(options);
        return new Delivery.AtLeastOnce();
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) {
        OutputOptions.check(options);
        EventMaker maker = new EventMaker(OutputColumns.of(columns, options), options);
        int batchSize = Math.toIntExact(options.value(OutputOptions.BATCH_SIZE));
        return new FlumeWriter(new Agents(options, task.partition()), maker, rejects, batchSize);
    }
}
