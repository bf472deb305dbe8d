package io.millrace.kinesis;

import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.StopAt;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** What planted faults need to know of planners. */
final class KinesisLogs {
    private static final Set<Log> SEEN = Collections.newSetFromMap(new WeakHashMap<>());

    private KinesisLogs() {}

    /** How far each shard goes now. */
    static Offsets heads(Log log) throws IOException {
        return log.ends(log.tip(new StopAt.Now())).orElseThrow();
    }

    /** Whether a planner is asked for the first time. */
    static synchronized boolean isFresh(Log log) {
        return SEEN.add(log);
    }
}
