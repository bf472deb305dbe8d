package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SparkClusterTest {
    /** The tests of the connectors on clusters rest on it, and each of them kills executors. */
    @Test
    @Tag("soak")
    void jobRunsOnTwoWorkersAndSurvivesTheKillOfAnExecutor() {
        try (SparkCluster cluster = SparkCluster.start(2, 1)) {
            SparkConf conf = new SparkConf().setAppName("cluster-test");
            cluster.settings().forEach(conf::set);
            try (JavaSparkContext spark = new JavaSparkContext(conf)) {
                await().atMost(TestBounds.START).until(() -> executors(cluster) == 2);
                assertThat(squares(spark)).isEqualTo(338_350);

                ServerProcess worker = cluster.workers().get(0);
                ProcessHandle executor = cluster.executors(worker).get(0);
                cluster.killExecutor(executor);
                assertThat(executor.isAlive()).isFalse();

                assertThat(squares(spark)).isEqualTo(338_350);
                await().atMost(TestBounds.START).until(() -> executors(cluster) == 2);
            }
        }
    }

    @Test
    void findsWhoListensAtAPort() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(Listening.at(port, self)).isTrue();
            assertThat(Listening.at(port, self.parent().orElseThrow())).isFalse();
        }
        assertThat(Listening.at(port, self)).isFalse();
    }

    private static int executors(SparkCluster cluster) {
        return cluster.workers().stream()
                .mapToInt(worker -> cluster.executors(worker).size())
                .sum();
    }

    /** The function is a class of these tests, so executors that do not know them would fail. */
    private static int squares(JavaSparkContext spark) {
        return spark.parallelize(IntStream.rangeClosed(1, 100).boxed().toList(), 8)
                .map(n -> n * n)
                .reduce(Integer::sum);
    }
}
