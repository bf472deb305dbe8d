package io.millrace.kinesis;

import static io.millrace.kinesis.Invariants.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a producer library put together in one stored record is taken apart. */
@Timeout(60)
class AggregateTest {
    private final KinesisInput connector = new KinesisInput();

    @Test
    void eachPartHasItsOwnKeysAndPosition() throws Exception {
        try (Rig rig = new Rig(connector, 1)) {
            List<Event> parts = parts(rig, whole(rig));
            assertThat(parts).extracting(part -> text(part.key())).containsExactly("0", "1", "2", "3");
            assertThat(parts).extracting(part -> text(part.value())).isEqualTo(numbers(0, 4));
            assertThat(parts)
                    .extracting(part -> part.attributes().get("explicitHashKey"))
                    .as("only the first has one")
                    .containsExactly("42", null, null, null);
            assertThat(parts).extracting(Event::position).doesNotHaveDuplicates();
        }
    }

    @Test
    void readersAndTailsBeginInsideAStoredRecord() throws Exception {
        try (Rig rig = new Rig(connector, 1)) {
            Range whole = whole(rig);
            String third = parts(rig, whole).get(2).position();
            assertThat(parts(rig, new Range(whole.partition(), third, whole.end())))
                    .extracting(part -> text(part.value()))
                    .isEqualTo(numbers(2, 4));
            try (Tail tail = connector.tail(whole.partition(), third, EnumSet.allOf(Field.class), rig.options())) {
                for (String value : numbers(2, 4)) {
                    Event part = tail.poll(Duration.ofSeconds(10));
                    assertThat(part).isNotNull();
                    assertThat(text(part.value())).isEqualTo(value);
                }
                assertThat(Position.parse(tail.position())).isEqualTo(Position.parse(whole.end()));
            }
        }
    }

    private static Range whole(Rig rig) throws Exception {
        Offsets from = rig.earliest();
        Rig.emulator()
                .server()
                .put(
                        rig.stream(),
                        Rig.emulator().shard(rig.stream(), 0),
                        "a",
                        List.of(Aggregates.of(numbers(0, 4), "42")));
        return rig.log().plan(from, rig.next(from)).get(0);
    }

    private List<Event> parts(Rig rig, Range range) throws Exception {
        List<Event> parts = new ArrayList<>();
        try (RangeReader reader = connector.read(range, EnumSet.allOf(Field.class), rig.options())) {
            for (Event part = reader.next(); part != null; part = reader.next()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
