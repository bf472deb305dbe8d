package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.spark.Ledger.Attempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What must hold of batches that were run more than once. */
final class Repeats {
    private Repeats() {}

    /** All attempts of a task read the same: one that was cut short read a beginning of what the others read. */
    static void areEqual(Ledger ledger) {
        ledger.attempts().forEach((task, attempts) -> {
            List<String> longest = attempts.stream()
                    .map(Attempt::rows)
                    .reduce(List.of(), (one, other) -> one.size() >= other.size() ? one : other);
            for (Attempt attempt : attempts) {
                assertThat(attempt.rows())
                        .as("an attempt of task " + task)
                        .isEqualTo(
                                attempt.complete()
                                        ? longest
                                        : longest.subList(0, attempt.rows().size()));
            }
        });
    }

    /**
     * Nothing is lost, and what is there twice is so with the same headers, by which a consumer drops it.
     *
     * @return how many records are there again
     */
    static int carryTheSameHeaders(String topic, List<String> values) {
        return carryTheSameHeaders(topic, values, Long.MAX_VALUE);
    }

    /** As {@link #carryTheSameHeaders(String, List)}, of the epochs up to the last one that was ended. */
    static int carryTheSameHeaders(String topic, List<String> values, long lastEpoch) {
        Map<Map<String, String>, String> byHeaders = new HashMap<>();
        List<ConsumerRecord<String, String>> records = Mill.records(topic).stream()
                .filter(record -> epoch(record) <= lastEpoch)
                .toList();
        for (ConsumerRecord<String, String> record : records) {
            Map<String, String> headers = Mill.headers(record);
            assertThat(headers).hasSize(4);
            String first = byHeaders.putIfAbsent(headers, record.value());
            assertThat(first == null ? record.value() : first)
                    .as("what is written under " + headers)
                    .isEqualTo(record.value());
        }
        assertThat(sorted(byHeaders.values())).isEqualTo(sorted(values));
        return records.size() - byHeaders.size();
    }

    private static long epoch(ConsumerRecord<String, String> record) {
        return Long.parseLong(Mill.headers(record).getOrDefault("millrace.epoch", "-1"));
    }

    static List<String> sorted(Iterable<String> values) {
        List<String> sorted = new ArrayList<>();
        values.forEach(sorted::add);
        sorted.sort(null);
        return sorted;
    }
}
