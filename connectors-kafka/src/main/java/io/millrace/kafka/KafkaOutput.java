package io.millrace.kafka;

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

/**
 * Kafka as an output: {@code kafka}. It promises at-least-once: an epoch that is run again after a failure writes its records
 * again.
 */
public final class KafkaOutput implements OutputConnector {
    /** Made by {@link java.util.ServiceLoader}. */
    public KafkaOutput() {}

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public OptionSet options() {
        return OutputOptions.ALL;
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        OutputColumns.of(columns, options);
        OutputOptions.producer(options);
        try (Cluster cluster = Cluster.of(options)) {
            cluster.demand(options.find(OutputOptions.TOPIC));
        } catch (ConnectorException e) {
            throw KafkaFailures.atStart(e);
        }
        return new Delivery.AtLeastOnce();
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        return KafkaWriter.open(ProducerPool.SHARED, task, columns, options, rejects);
    }
}
