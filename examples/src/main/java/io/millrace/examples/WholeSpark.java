package io.millrace.examples;

import io.millrace.testkit.server.SparkCluster;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Spark of the whole demo: in this process, on the user's cluster, or on a small one whose executor can be killed. */
final class WholeSpark implements AutoCloseable {
    private final SparkSession session;
    private final Optional<SparkCluster> cluster;

    private WholeSpark(SparkSession session, Optional<SparkCluster> cluster) {
        this.session = session;
        this.cluster = cluster;
    }

    /** With a core for the receiver of X beside those that the machine has for the batches. */
    static WholeSpark start(Settings settings) {
        Optional<String> master = settings.whole().spark();
        int cores = Runtime.getRuntime().availableProcessors() + 1;
        Optional<SparkCluster> cluster = settings.whole().chaos() && master.isEmpty()
                ? Optional.of(SparkCluster.start(1, cores))
                : Optional.empty();
        Map<String, String> more = cluster.map(SparkCluster::settings)
                .or(() -> master.map(WholeSpark::onThisMachine))
                .orElse(Map.of("spark.master", "local[" + cores + "]"));
        SparkSession.Builder session = Surroundings.session()
                .config("spark.sql.shuffle.partitions", 1)
                // Else executors look for classes at the driver first, and one in which a task is killed meanwhile
                // lacks the class for good.
                .config("spark.sql.artifact.isolation.enabled", false);
        more.forEach(session::config);
        return new WholeSpark(session.getOrCreate(), cluster);
    }

    SparkSession session() {
        return session;
    }

    /** An executor, of which another one takes the place; only where the cluster is our own. */
    Optional<Victim> victim() {
        return cluster.map(own -> new Victim(
                "executor",
                () -> own.workers().stream()
                        .flatMap(worker -> own.executors(worker).stream())
                        .findAny()
                        .ifPresent(own::killExecutor)));
    }

    @Override
    public void close() {
        session.stop();
        cluster.ifPresent(SparkCluster::close);
    }

    /** Executors find the connectors where this process has found them. */
    private static Map<String, String> onThisMachine(String master) {
        return Map.of(
                "spark.master",
                master,
                "spark.executor.extraClassPath",
                System.getProperty("java.class.path"),
                "spark.locality.wait",
                "0");
    }
}
