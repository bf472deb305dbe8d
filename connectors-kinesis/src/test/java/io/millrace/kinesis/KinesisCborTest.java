package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.Budget;
import io.millrace.api.Columns;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Amazon's client speaks CBOR with Kinesis unless it is told not to, as it is in all other tests. */
@Timeout(60)
class KinesisCborTest {
    private static final String ENABLED = "aws.cborEnabled";

    @BeforeEach
    void speakCbor() {
        System.setProperty(ENABLED, "true");
    }

    @AfterEach
    void speakJson() {
        System.setProperty(ENABLED, "false");
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Emulator emulator = Emulator.local();
        String stream = emulator.stream(1);
        Map<String, String> given = emulator.given(stream);
        given.put("endpointUrl", emulator.server().endpoint().toString());
        Options output = new KinesisOutput().options().read(given);
        try (Writer writer = new KinesisOutput()
                .open(new WriteTask("q", 0, 0, 0), new Columns("key STRING, value STRING"), output, (row, why) -> {})) {
            writer.write(Rows.of(List.of("k", "ünïcode")));
            writer.complete();
        }
        KinesisInput input = new KinesisInput();
        Options options = input.options().read(given);
        List<String> values = new ArrayList<>();
        try (Log log = input.open(options)) {
            Offsets from = log.start(new StartFrom.Earliest());
            Offsets to = log.advance(from, log.tip(new StopAt.Now()), Budget.UNLIMITED)
                    .end();
            for (Range range : log.plan(from, to)) {
                try (RangeReader reader = input.read(range, EnumSet.allOf(Field.class), options)) {
                    for (Event event = reader.next(); event != null; event = reader.next()) {
                        values.add(new String(event.value(), StandardCharsets.UTF_8));
                        assertThat(event.timestampMicros() / 1_000_000)
                                .isCloseTo(System.currentTimeMillis() / 1000, within(60L));
                    }
                }
            }
        }
        assertThat(values).containsExactly("ünïcode");
    }
}
