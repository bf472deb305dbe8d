package io.millrace.spark.dstream;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Events under the columns that every event source has in SQL. */
public final class EventRows {
    private static final StructType SCHEMA = StructType.fromDDL("stream STRING, partition STRING, position STRING,"
            + " timestamp TIMESTAMP, key BINARY, value BINARY, headers ARRAY<STRUCT<name: STRING, value: BINARY>>");

    private EventRows() {}

    /** A dataset of events, in the session of their Spark. */
    public static Dataset<Row> of(JavaRDD<StreamEvent> events) {
        SparkSession session =
                SparkSession.builder().config(events.context().getConf()).getOrCreate();
        return session.createDataFrame(events.map(EventRows::row), SCHEMA);
    }

    private static Row row(StreamEvent event) {
        Instant instant = Instant.EPOCH.plus(event.timestampMicros(), ChronoUnit.MICROS);
        return RowFactory.create(
                event.stream(),
                event.partition(),
                event.position(),
                Timestamp.from(instant),
                event.key(),
                event.value(),
                event.headers().stream()
                        .map(header -> RowFactory.create(header.name(), header.value()))
                        .toArray(Row[]::new));
    }
}
