package io.millrace.hbase;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;

/** The settings of HBase's own client: those of an {@code hbase-site.xml}, ours, and what the user passes through, which wins. */
final class Clients {
    private static final int PAUSE_MILLIS = 100;

    private Clients() {}

    /**
     * The settings for these options.
     *
     * @param answer how long ZooKeeper may take for one answer
     */
    static Configuration settings(Options options, Duration answer) {
        Configuration settings = HBaseConfiguration.create();
        Map<String, String> passed = options.passedThrough(HBaseOptions.CLIENT);
        if (!options.has(HBaseOptions.QUORUM)
                && !passed.containsKey("client.bootstrap.servers")
                && settings.getResource("hbase-site.xml") == null) {
            throw ConnectorException.settings(
                    "Option '" + HBaseOptions.QUORUM.name()
                            + "' is missing, and there is no hbase-site.xml on the classpath; give the ZooKeeper servers of HBase");
        }
        Duration timeout = options.value(HBaseOptions.TIMEOUT);
        bound(settings, timeout);
        boundZooKeeper(settings, timeout, answer);
        passed.forEach((name, text) -> settings.set(HBaseOptions.CLIENT + name, text));
        return settings;
    }

    /** The client tries again by itself, where it knows which rows are left; it must give up when our time is over. */
    private static void bound(Configuration settings, Duration timeout) {
        int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        settings.setInt(HConstants.HBASE_CLIENT_OPERATION_TIMEOUT, millis);
        settings.setInt(HConstants.HBASE_CLIENT_META_OPERATION_TIMEOUT, millis);
        settings.setInt(HConstants.HBASE_CLIENT_SCANNER_TIMEOUT_PERIOD, Math.min(millis, 60_000));
        settings.setInt(HConstants.HBASE_RPC_TIMEOUT_KEY, Math.min(millis, 10_000));
        settings.setInt(HConstants.HBASE_CLIENT_PAUSE, PAUSE_MILLIS);
        settings.setInt(HConstants.HBASE_CLIENT_RETRIES_NUMBER, retries(millis));
        // Only a connection that was never used is told at once that nobody listens.
        settings.setInt("hbase.ipc.client.socket.timeout.connect", Math.min(millis, 5_000));
    }

    private static void boundZooKeeper(Configuration settings, Duration timeout, Duration answer) {
        settings.setInt(HConstants.ZK_SESSION_TIMEOUT, (int) Math.min(timeout.toMillis(), 30_000));
        settings.setInt("zookeeper.registry.async.get.timeout", (int) answer.toMillis());
        // It is tried again about once in a second.
        settings.setInt("zookeeper.recovery.retry", (int) Math.max(1, answer.toSeconds()));
    }

    /** How long ZooKeeper may take for one answer where the client asks again in each of its retries: all take little of the time. */
    static Duration answer(Options options) {
        long millis = Math.min(options.value(HBaseOptions.TIMEOUT).toMillis(), Integer.MAX_VALUE);
        return Duration.ofMillis(Math.max(500, Math.min(10_000, millis / (4L * retries((int) millis)))));
    }

    /** How many pauses of the client, which grow, fill the time. */
    private static int retries(int millis) {
        int retries = 1;
        long paused = 0;
        while (paused < millis) {
            int step = Math.min(retries - 1, HConstants.RETRY_BACKOFF.length - 1);
            paused += (long) PAUSE_MILLIS * HConstants.RETRY_BACKOFF[step];
            retries++;
        }
        return retries;
    }
}
