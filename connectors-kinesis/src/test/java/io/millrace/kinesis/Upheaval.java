package io.millrace.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.testkit.server.KinesisServer;
import io.millrace.testkit.server.KinesisShard;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;

/**
 * Writes counted records of many keys to a stream that is split and merged all the while, and judges what was read of it: each
 * record once, in the order of its key. One thread writes.
 */
final class Upheaval {
    private static final int KEYS = 24;
    private static final int MOST_OPEN = 6;

    private final KinesisServer server;
    private final String stream;
    private final Random random = new Random(11);
    private final int[] written = new int[KEYS];
    private int reshards;

    Upheaval(KinesisServer server, String stream) {
        this.server = server;
        this.stream = stream;
    }

    int reshards() {
        return reshards;
    }

    int total() {
        int total = 0;
        for (int count : written) {
            total += count;
        }
        return total;
    }

    /** Writes one record of each of some keys, again and again: within one request a key comes once, so that its order is certain. */
    void write(int requests) {
        for (int i = 0; i < requests; i++) {
            List<Map<String, String>> entries = new ArrayList<>();
            int keys = 1 + random.nextInt(KEYS);
            int first = random.nextInt(KEYS);
            for (int k = 0; k < keys; k++) {
                int key = (first + k) % KEYS;
                entries.add(Map.of(
                        "PartitionKey",
                        "key" + key,
                        "Data",
                        Base64.getEncoder().encodeToString(Emulator.bytes(key + ":" + written[key]++))));
            }
            JsonNode answer = server.call("PutRecords", Map.of("StreamName", stream, "Records", entries));
            Assertions.assertThat(answer.path("FailedRecordCount").asInt()).isZero();
        }
    }

    /** Splits a shard or merges two neighbours. */
    void reshard() {
        List<KinesisShard> open = new ArrayList<>(server.shards(stream).stream()
                .filter(shard -> !shard.closed())
                .sorted(Comparator.comparing(shard -> new BigInteger(shard.firstHash())))
                .toList());
        if (open.size() < 2 || (open.size() < MOST_OPEN && random.nextBoolean())) {
            server.split(stream, open.get(random.nextInt(open.size())));
        } else {
            int left = random.nextInt(open.size() - 1);
            server.merge(stream, open.get(left), open.get(left + 1));
        }
        reshards++;
    }

    /** Whether these values, in the order in which they were read, are everything that was written, once and in order. */
    void check(List<String> read) {
        Map<Integer, Integer> next = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String value : read) {
            int key = Integer.parseInt(value.substring(0, value.indexOf(':')));
            int count = Integer.parseInt(value.substring(value.indexOf(':') + 1));
            int expected = next.getOrDefault(key, 0);
            if (count != expected) {
                wrong.add(value + " in place of " + key + ":" + expected);
            }
            next.put(key, count + 1);
        }
        Assertions.assertThat(wrong).as("lost, doubled or out of order").isEmpty();
        Map<Integer, Integer> all = new TreeMap<>();
        for (int key = 0; key < KEYS; key++) {
            if (written[key] > 0) {
                all.put(key, written[key]);
            }
        }
        Assertions.assertThat(new TreeMap<>(next)).as("records of each key").isEqualTo(all);
    }
}
