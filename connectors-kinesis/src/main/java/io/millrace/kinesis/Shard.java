package io.millrace.kinesis;

import java.util.List;

/**
 * A shard as it is listed.
 *
 * @param id its id
 * @param parents the shards that were split or merged into it
 * @param first the sequence number with which it began, which tells it from one of the same name in an earlier stream
 * @param closed whether it takes no more records, so that what it holds is all that it will ever hold
 */
record Shard(String id, List<String> parents, String first, boolean closed) {
    Shard {
        parents = List.copyOf(parents);
    }
}
