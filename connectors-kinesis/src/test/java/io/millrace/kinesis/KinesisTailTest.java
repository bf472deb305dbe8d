package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Tail;
import io.millrace.testkit.server.KinesisProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What following a shard does beside the rules of all logs. */
@Timeout(30)
class KinesisTailTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @ValueSource(strings = {"polling", "fanout"})
    void theTimeOfAQuietShardIsKeptUp(String consumer) throws Exception {
        Emulator emulator = Emulator.lite();
        String stream = emulator.stream(1);
        List<String> written = emulator.numbers(stream, 0, 0, 1);
        long now = System.currentTimeMillis();
        try (KinesisProxy proxy = emulator.ownProxy()) {
            Map<String, String> given = Emulator.reading(proxy, stream);
            given.putAll(Map.of("consumer", consumer, "consumerName", "one", "consumerProtocol", "http1"));
            Position old =
                    Position.after(written.get(0), now - HOUR.multipliedBy(5).toMillis());
            String partition = stream + "/" + emulator.shard(stream, 0).id();
            try (Tail tail = KinesisTail.open(
                    partition, old.text(), new KinesisInput().options().read(given))) {
                Awaitility.await().untilAsserted(() -> {
                    assertThat(tail.poll(Duration.ofMillis(50))).isNull();
                    Position renewed = Position.parse(tail.position());
                    assertThat(renewed.samePlace(old)).isTrue();
                    assertThat(renewed.asOf()).isGreaterThan(now - HOUR.toMillis());
                });
                String once = tail.position();
                assertThat(tail.poll(Duration.ofMillis(50))).isNull();
                assertThat(tail.position())
                        .as("it does not change without need")
                        .isEqualTo(once);
            }
        }
    }
}
