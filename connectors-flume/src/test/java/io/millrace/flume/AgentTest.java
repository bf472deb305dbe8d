package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.FlumeAgent;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.KeepServerLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real agents send to receivers, and one of them goes. */
@ExtendWith(KeepServerLogs.class)
class AgentTest {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final int EVENTS = 30_000;

    @ParameterizedTest
    @EnumSource
    void theAgentIsKilledAndNothingIsLost(Protocol protocol) throws Exception {
        int source = FreePorts.next();
        try (Taken taken = Taken.with(Map.of("listen", protocol.word() + "://127.0.0.1:0"));
                FlumeAgent agent = FlumeAgent.start(configuration(protocol, source, taken))) {
            NumberedSender sender = new NumberedSender("avro://127.0.0.1:" + source, EVENTS, 500);
            CompletableFuture<Void> sent = sender.start(BOUND);
            for (int kill = 1; kill <= 2; kill++) {
                int some = kill * EVENTS / 3;
                await().atMost(BOUND).until(() -> sender.acknowledged() >= some);
                agent.kill();
                agent.restart();
            }
            sent.join();
            NumberedSender.Count count = awaitAll(taken);
            System.out.println("AgentTest: agent killed twice over " + protocol.word() + ", " + count.repeats() + " of "
                    + EVENTS + " events came twice");
        }
    }

    @Test
    void theReceiverFailsAndTheAgentSendsAgain() throws Exception {
        int source = FreePorts.next();
        int port = FreePorts.next();
        Map<String, String> options = Map.of("port", Integer.toString(port));
        NumberedSender sender = new NumberedSender("avro://127.0.0.1:" + source, EVENTS, 500);
        Taken first = Taken.with(options);
        try (first;
                FlumeAgent agent = FlumeAgent.start(configuration(Protocol.AVRO, source, first))) {
            assertThat(agent.process().alive()).isTrue();
            CompletableFuture<Void> sent = sender.start(BOUND);
            await().atMost(BOUND).until(() -> first.values().size() > EVENTS / 4);
            first.close();
            try (Taken second = Taken.with(options)) {
                sent.join();
                await().atMost(BOUND).untilAsserted(() -> {
                    List<String> all = new ArrayList<>(first.values());
                    all.addAll(second.values());
                    assertThat(NumberedSender.count(all, EVENTS).missing()).isZero();
                });
            }
        }
    }

    @Test
    void theSampleConfigurationSendsToTheWorkersThatAnswer() throws Exception {
        int source = FreePorts.next();
        try (Taken one = Taken.with(Map.of("port", "0"));
                Taken other = Taken.with(Map.of("port", "0"));
                FlumeAgent agent = FlumeAgent.start(sample(source, one, other))) {
            assertThat(agent.process().alive()).isTrue();
            NumberedSender sender = new NumberedSender("avro://127.0.0.1:" + source, EVENTS, 500);
            CompletableFuture<Void> sent = sender.start(BOUND);
            await().atMost(BOUND).until(() -> !one.values().isEmpty() && !other.values().isEmpty());
            one.close();
            sent.join();
            await().atMost(BOUND).untilAsserted(() -> {
                List<String> all = new ArrayList<>(one.values());
                all.addAll(other.values());
                assertThat(NumberedSender.count(all, EVENTS).missing()).isZero();
            });
            assertThat(one.events().get(0).headers()).anyMatch(header -> header.name().equals("timestamp"));
        }
    }

    private static NumberedSender.Count awaitAll(Taken taken) {
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(NumberedSender.count(taken.values(), EVENTS).missing())
                        .as("events that are missing")
                        .isZero());
        return NumberedSender.count(taken.values(), EVENTS);
    }

    private static String configuration(Protocol protocol, int source, Taken taken) {
        return """
                a1.sources = r1
                a1.channels = c1
                a1.sinks = k1
                a1.sources.r1.type = avro
                a1.sources.r1.bind = 127.0.0.1
                a1.sources.r1.port = %d
                a1.sources.r1.channels = c1
                a1.channels.c1.type = file
                a1.channels.c1.checkpointDir = channel/checkpoint
                a1.channels.c1.dataDirs = channel/data
                a1.channels.c1.minimumRequiredSpace = 1048576
                a1.sinks.k1.type = %s
                a1.sinks.k1.channel = c1
                a1.sinks.k1.hostname = 127.0.0.1
                a1.sinks.k1.port = %d
                a1.sinks.k1.batch-size = 500
                """
                .formatted(source, protocol.word(), port(taken));
    }

    private static String sample(int source, Taken one, Taken other) throws IOException {
        Path page = Path.of(System.getProperty("millrace.root", ".."), "docs", "flume", "agent.properties");
        return Files.readString(page)
                        .replace("r1.port = 4140", "r1.port = " + source)
                        .replace("k1.hostname = worker1", "k1.hostname = 127.0.0.1")
                        .replace("k2.hostname = worker2", "k2.hostname = 127.0.0.1")
                        .replace("k1.port = 4141", "k1.port = " + port(one))
                        .replace("k2.port = 4141", "k2.port = " + port(other))
                + "\na1.channels.c1.minimumRequiredSpace = 1048576\n";
    }

    private static int port(Taken taken) {
        String address = taken.intake().addresses().get(0);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
