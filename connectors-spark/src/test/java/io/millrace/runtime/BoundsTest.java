package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Where reading starts and ends, as users write it. */
class BoundsTest {
    private static final StartFrom OTHERWISE = new StartFrom.Latest();

    @Test
    void nothingSaidIsTheFacesOwnChoice() {
        assertThat(start(Map.of())).isEqualTo(OTHERWISE);
        assertThat(Bounds.stop(options(Map.of()))).isEqualTo(new StopAt.Now());
    }

    @Test
    void wordsAreUnderstoodInAnyCase() {
        assertThat(start(Map.of("startingOffsets", "Earliest"))).isEqualTo(new StartFrom.Earliest());
        assertThat(start(Map.of("startingPosition", "TRIM_HORIZON"))).isEqualTo(new StartFrom.Earliest());
        assertThat(start(Map.of("STARTINGOFFSETS", "latest"))).isEqualTo(new StartFrom.Latest());
    }

    @Test
    void positionsMayBeNestedOrFlatAndUseSparksNumbersForTheEnds() {
        Offsets expected = Offsets.of(Map.of("orders/0", "23", "orders/1", "earliest", "clicks/7", "latest"));
        assertThat(start(Map.of("startingOffsets", "{\"orders\":{\"0\":23,\"1\":-2},\"clicks\":{\"7\":-1}}")))
                .isEqualTo(new StartFrom.Exactly(expected));
        assertThat(start(Map.of(
                        "startingOffsets", "{\"orders/0\":\"23\",\"orders/1\":\"earliest\",\"clicks/7\":\"latest\"}")))
                .isEqualTo(new StartFrom.Exactly(expected));
        assertThat(Bounds.stop(options(Map.of("endingOffsets", "{\"orders\":{\"0\":50}}"))))
                .isEqualTo(new StopAt.Exactly(Offsets.of(Map.of("orders/0", "50"))));
    }

    @Test
    void timesAreOnePerQueryOrOnePerPartition() {
        Instant noon = Instant.parse("2026-01-31T12:00:00Z");
        assertThat(start(Map.of("startingTimestamp", "2026-01-31T12:00:00Z"))).isEqualTo(new StartFrom.At(noon));
        assertThat(start(Map.of("startingOffsetsByTimestamp", "{\"orders\":{\"0\":" + noon.toEpochMilli() + "}}")))
                .isEqualTo(new StartFrom.AtEach(new TreeMap<>(Map.of("orders/0", noon))));
        assertThat(Bounds.stop(options(Map.of("endingTimestamp", Long.toString(noon.toEpochMilli())))))
                .isEqualTo(new StopAt.At(noon));
    }

    @Test
    void aCheckpointIsReadWhereItIs() {
        assertThat(Bounds.start(
                        options(Map.of("startingOffsets", "checkpoint:hdfs://name/old#1")),
                        OTHERWISE,
                        place -> place.equals("hdfs://name/old#1") ? "{\"orders\":{\"0\":5}}" : "{}"))
                .isEqualTo(new StartFrom.Exactly(Offsets.of(Map.of("orders/0", "5"))));
    }

    @Test
    void aMisspeltWordIsNamedWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> start(Map.of("startingOffsets", "ealiest")))
                .hasMessage("Option 'startingOffsets'='ealiest' is not understood; did you mean 'earliest'?");
        assertThatThrownBy(() -> start(Map.of("startingOffsets", "[1,2]")))
                .hasMessageContaining("earliest, latest")
                .hasMessageContaining("{\"orders\":{\"0\":23}}");
        assertThatThrownBy(() -> start(Map.of("startingOffsetsByTimestamp", "{\"orders\":{\"0\":\"noon\"}}")))
                .hasMessageContaining("startingOffsetsByTimestamp")
                .hasMessageContaining("milliseconds");
    }

    @Test
    void twoWaysToSayTheStartExcludeEachOther() {
        assertThatThrownBy(() -> start(Map.of("startingOffsets", "latest", "startingTimestamp", "1")))
                .hasMessageContaining("exclude each other");
    }

    @Test
    void aStreamHasNoEnd() {
        assertThatThrownBy(() -> Bounds.refuseEnds(options(Map.of("endingOffsets", "latest"))))
                .hasMessageContaining("'endingOffsets'");
    }

    private static StartFrom start(Map<String, String> given) {
        return Bounds.start(options(given), OTHERWISE, place -> "{}");
    }

    private static Options options(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put("connector", "any");
        return ReadOptions.framework().read(all);
    }
}
