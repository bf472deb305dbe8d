package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.FlumeAgent;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.KeepServerLogs;
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
                FlumeAgent agent = FlumeAgent.start(Configurations.oneSink(protocol.word(), source, port(taken)))) {
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
                FlumeAgent agent = FlumeAgent.start(Configurations.oneSink("avro", source, port(first)))) {
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
                FlumeAgent agent = FlumeAgent.start(Configurations.sample(source, port(one), port(other)))) {
            assertThat(agent.process().alive()).isTrue();
            NumberedSender sender = new NumberedSender("avro://127.0.0.1:" + source, EVENTS, 500);
            CompletableFuture<Void> sent = sender.start(BOUND);
            await().atMost(BOUND)
                    .until(() -> !one.values().isEmpty() && !other.values().isEmpty());
            one.close();
            sent.join();
            await().atMost(BOUND).untilAsserted(() -> {
                List<String> all = new ArrayList<>(one.values());
                all.addAll(other.values());
                assertThat(NumberedSender.count(all, EVENTS).missing()).isZero();
            });
            assertThat(one.events().get(0).headers())
                    .anyMatch(header -> header.name().equals("timestamp"));
        }
    }

    private static NumberedSender.Count awaitAll(Taken taken) {
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(
                                NumberedSender.count(taken.values(), EVENTS).missing())
                        .as("events that are missing")
                        .isZero());
        return NumberedSender.count(taken.values(), EVENTS);
    }

    private static int port(Taken taken) {
        String address = taken.intake().addresses().get(0);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
