package io.millrace.bench;

import io.millrace.api.Event;
import io.millrace.flink.EventSerializer;
import io.millrace.flink.MillraceSink;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a job of Flink whenever it is asked to: so many events of 100 bytes into a receiver. */
final class FlinkFeed {
    private FlinkFeed() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket port =
                new ServerSocket(Integer.getInteger("feeder.port"), 1, InetAddress.getLoopbackAddress())) {
            System.out.println("the feeder waits");
            while (true) {
                try (Socket asks = port.accept();
                        BufferedReader question = new BufferedReader(
                                new InputStreamReader(asks.getInputStream(), StandardCharsets.UTF_8))) {
                    String[] words = String.valueOf(question.readLine()).split(" ", -1);
                    run(Long.parseLong(words[0]), Boolean.parseBoolean(words[1]));
                    asks.getOutputStream().write("done\n".getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static void run(long events, boolean once) throws Exception {
        StreamExecutionEnvironment flink = StreamExecutionEnvironment.createLocalEnvironment(
                1,
                Configuration.fromMap(Map.of(
                        "execution.checkpointing.interval", "1s",
                        "execution.checkpointing.storage", "filesystem",
                        "execution.checkpointing.dir", System.getProperty("feeder.directory", ""))));
        byte[] body = new byte[100];
        Arrays.fill(body, (byte) 'a');
        EventSerializer<Long> same = (number, context) -> Event.of(null, body, List.of(), 0, "");
        Map<String, String> options = Map.of("hosts", "127.0.0.1:" + System.getProperty("feeder.receiver", ""));
        Sink<Long> sink = once ? MillraceSink.exactlyOnce(options, same) : MillraceSink.atLeastOnce(options, same);
        flink.fromSource(new NumberSequenceSource(0, events - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .sinkTo(sink);
        var unused = flink.execute("feed");
    }
}
