package io.millrace.flink;

import io.millrace.api.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job that the page on Flink shows. */
public final class ExampleJob {
    private ExampleJob() {}

    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment();
        flink.enableCheckpointing(1_000);
        Sink<Long> sink = MillraceSink.exactlyOnce(
                Map.of("hosts", args[0]), // 10.0.0.7:4151, 10.0.0.8:4151
                (number, context) -> Event.of(
                        null, Long.toString(number).getBytes(StandardCharsets.UTF_8), List.of(), 1_000L * number, ""));
        flink.fromSource(new NumberSequenceSource(0, 99_999), WatermarkStrategy.noWatermarks(), "numbers")
                .sinkTo(sink);
        flink.execute();
    }
}
