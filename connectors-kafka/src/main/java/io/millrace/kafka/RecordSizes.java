package io.millrace.kafka;

import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Offsets;
import io.millrace.api.Tip;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes a record takes on the brokers' disks, on average over each partition: what Kafka can tell without reading.
 * Turns a limit in bytes into one in records, softly: compression makes records larger than this, and so batches too.
 */
final class RecordSizes {
    private static final Logger LOG = LoggerFactory.getLogger(RecordSizes.class);
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final Places places;
    private Map<String, Double> bytesPerRecord = Map.of();
    private long askedAt;
    private boolean warned;

    RecordSizes(Cluster cluster, Places places) {
        this.cluster = cluster;
        this.places = places;
    }

    /** The budget with its bytes told in records too. */
    Budget inRecords(Budget budget, Offsets from, Tip tip) throws IOException {
        if (budget.bytes() == Long.MAX_VALUE) {
            return budget;
        }
        refresh(DenseOffsets.ends(tip));
        double bytes = 0;
        double records = 0;
        for (Map.Entry<String, Backlog> waiting : DenseOffsets.behind(from, tip).entrySet()) {
            double count = waiting.getValue().records().orElse(0);
            bytes += count * bytesPerRecord.getOrDefault(waiting.getKey(), 0.0);
            records += count;
        }
        return bytes <= budget.bytes()
                ? budget
                : budget.atMost(Math.max(1, (long) (budget.bytes() / (bytes / records))));
    }

    private void refresh(Offsets ends) throws IOException {
        if (bytesPerRecord.keySet().containsAll(ends.positions().keySet())
                && System.nanoTime() - askedAt < KEPT.toNanos()) {
            return;
        }
        Set<TopicPartition> partitions = new HashSet<>();
        ends.positions().keySet().forEach(partition -> partitions.add(Partitions.of(partition)));
        try {
            Map<TopicPartition, Long> sizes = cluster.sizes(partitions);
            Map<TopicPartition, Long> beginnings = places.earliest(partitions);
            Map<TopicPartition, Long> latest = places.latestWritten(partitions);
            Map<String, Double> fresh = new HashMap<>();
            partitions.forEach(partition -> {
                long records = latest.getOrDefault(partition, 0L) - beginnings.getOrDefault(partition, 0L);
                long bytes = sizes.getOrDefault(partition, 0L);
                fresh.put(Partitions.id(partition), records <= 0 ? 0.0 : (double) bytes / records);
            });
            bytesPerRecord = fresh;
            askedAt = System.nanoTime();
        } catch (ConnectorException e) {
            if (e.kind() != ConnectorException.Kind.SETTINGS) {
                throw e;
            }
            warnOnce(e);
        }
    }

    private void warnOnce(ConnectorException failure) {
        if (!warned) {
            warned = true;
            LOG.warn(
                    "The limit in bytes is not kept: {}. It needs the permission DESCRIBE on the cluster.",
                    failure.getMessage());
        }
    }
}
