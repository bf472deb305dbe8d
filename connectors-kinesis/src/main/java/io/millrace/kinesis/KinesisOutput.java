package io.millrace.kinesis;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Amazon Kinesis as an output: {@code kinesis}. It promises at-least-once: a request whose answer was lost, and an epoch that is
 * run again, write their records again.
 */
public final class KinesisOutput implements OutputConnector {
    /** Made by {@link java.util.ServiceLoader}. */
    public KinesisOutput() {}

    @Override
    public String name() {
        return "kinesis";
    }

    @Override
    public OptionSet options() {
        return OutputOptions.ALL;
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        OutputColumns.of(columns);
        String stream = options.value(OutputOptions.STREAM);
        try {
            StreamApi.answer(Connection.client(options).describeStreamSummary(request -> request.streamName(stream)));
        } catch (ResourceNotFoundException e) {
            throw ConnectorException.settings(
                    "There is no stream '" + stream + "'; create it, or correct streamName, region or endpointUrl", e);
        } catch (RuntimeException e) {
            throw KinesisFailures.atStart(KinesisFailures.of(e, "describe stream '" + stream + "'"));
        }
        return new Delivery.AtLeastOnce();
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) {
        return KinesisWriter.open(columns, options, rejects);
    }
}
