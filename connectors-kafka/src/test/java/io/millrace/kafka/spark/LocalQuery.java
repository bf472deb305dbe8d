package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.jspecify.annotations.Nullable;

/** A query of this JVM that may end with a readable error while Kafka is away, and is then started again. */
final class LocalQuery implements AutoCloseable {
    private final String name;
    private final Pipe pipe;
    private final SparkSession spark;
    private @Nullable StreamingQuery query;

    LocalQuery(String name, Pipe pipe, SparkSession spark) {
        this.name = name;
        this.pipe = pipe;
        this.spark = spark;
    }

    /** Makes sure that it runs. */
    void attend() throws TimeoutException {
        StreamingQuery now = query;
        if (now != null && now.isActive()) {
            return;
        }
        if (now != null) {
            StreamingQueryException failure = now.exception().get();
            assertThat(failure.getMessage()).contains("ConnectorException", "Kafka at ");
            System.out.println(name + ": ended with '" + firstLine(failure) + "', and is started again");
        }
        query = pipe.start(spark);
    }

    @Override
    public void close() throws TimeoutException {
        StreamingQuery now = query;
        if (now != null) {
            now.stop();
        }
    }

    private static String firstLine(StreamingQueryException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.substring(0, Math.min(message.length(), 300))
                .lines()
                .findFirst()
                .orElse("");
    }
}
