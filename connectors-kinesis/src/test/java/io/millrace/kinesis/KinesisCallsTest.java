package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Offsets;
import io.millrace.testkit.server.KinesisProxy;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What planning costs in calls, of which Kinesis allows few. */
@Timeout(60)
class KinesisCallsTest {
    @Test
    void aQuietShardCostsOneCallForEachTrigger() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 3)) {
            rig.write(0, 0, 3);
            Offsets at = rig.next(rig.earliest());
            rig.proxy().forgetCalls();
            for (int trigger = 0; trigger < 5; trigger++) {
                assertThat(rig.next(at)).isEqualTo(at);
            }
            assertThat(rig.proxy().calls("GetRecords")).isEqualTo(15);
            assertThat(rig.proxy().calls("GetShardIterator")).isZero();
            assertThat(rig.proxy().calls("ListShards")).isEqualTo(5);
        }
    }

    @Test
    void aShardThatIsBehindCostsTwoCallsAndAnIterator() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 1)) {
            Offsets before = rig.next(rig.earliest());
            // More than one look shows; those of the last second are found at once, and a busy machine may be later
            // than that.
            Awaitility.await().untilAsserted(() -> {
                burst(rig);
                KinesisProxy proxy = rig.proxy();
                proxy.forgetCalls();
                assertThat(rig.next(before)).isNotEqualTo(before);
                assertThat(proxy.calls("GetRecords")).isLessThanOrEqualTo(2);
                assertThat(proxy.calls("GetShardIterator")).isLessThanOrEqualTo(1);
            });
        }
    }

    @Test
    void aShardThatWasBehindAndIsQuietNowCostsOneMore() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 1)) {
            Offsets before = rig.next(rig.earliest());
            burst(rig);
            long written = System.currentTimeMillis();
            // The server's clock tells whole seconds.
            Awaitility.await().until(() -> System.currentTimeMillis() - written > 2_100);
            rig.proxy().forgetCalls();
            Offsets after = rig.next(before);
            assertThat(rig.proxy().calls("GetRecords")).isLessThanOrEqualTo(3);
            assertThat(rig.proxy().calls("GetShardIterator")).isLessThanOrEqualTo(1);
            assertThat(rig.read(before, after)).hasSize(3_000);
        }
    }

    /** 3,000 records. */
    private static void burst(Rig rig) {
        Map<String, String> entry =
                Map.of("PartitionKey", "k", "Data", Base64.getEncoder().encodeToString(new byte[10]));
        List<Map<String, String>> entries = Collections.nCopies(500, entry);
        for (int request = 0; request < 6; request++) {
            Rig.emulator().server().call("PutRecords", Map.of("StreamName", rig.stream(), "Records", entries));
        }
    }
}
