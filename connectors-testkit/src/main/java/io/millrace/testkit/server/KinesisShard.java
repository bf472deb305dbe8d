package io.millrace.testkit.server;

import java.util.List;

/**
 * A shard as a server lists it.
 *
 * @param id its id, {@code shardId-000000000000}
 * @param parents the shards that were split or merged into it, as far as they are told
 * @param firstHash the lowest hash key that falls to it: whoever names it as explicit hash key writes to this shard
 * @param lastHash the highest hash key that falls to it
 * @param closed whether it takes no more records
 */
public record KinesisShard(String id, List<String> parents, String firstHash, String lastHash, boolean closed) {
    /** Copies the list. */
    public KinesisShard {
        parents = List.copyOf(parents);
    }
}
