package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offsets shown to lag tools in a consumer group that nobody is a member of. Written, never read; a failure is only told. */
final class GroupOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);

    private final Cluster cluster;
    private final Options options;

    GroupOffsets(Cluster cluster, Options options) {
        this.cluster = cluster;
        this.options = options;
    }

    void write(Offsets upTo) throws IOException {
        if (!options.has(InputOptions.COMMIT_TO_GROUP) || upTo.positions().isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        upTo.positions()
                .forEach((partition, position) ->
                        offsets.put(Partitions.of(partition), new OffsetAndMetadata(DenseOffsets.number(position))));
        try {
            cluster.commit(options.value(InputOptions.COMMIT_TO_GROUP), offsets);
        } catch (ConnectorException e) {
            LOG.warn("Lag tools do not see the latest offsets: {}", e.getMessage());
        }
    }
}
