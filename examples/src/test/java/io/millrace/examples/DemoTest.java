package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import io.millrace.testkit.server.XServer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo as users start it, in a JVM of its own. */
class DemoTest {
    private static final Pattern LINE = Pattern.compile(
            "demo: in=(\\d+) out=(\\d+) lost=(\\d+) duplicated=(\\d+) repeated=(\\d+) seconds=(\\d+) .*");
    private static final Duration BOUND = Duration.ofMinutes(10);

    @Test
    @Tag("soak")
    void nothingIsLostOrDuplicated() {
        assertThat(repeated("--source", "kafka", "--for", "15s")).isZero();
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDuplicatedFromAnAgentThatIsKilled() {
        repeated("--source", "flume", "--for", "18s", "--kill");
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDuplicatedFromAnAgentOnDStreams() {
        assertThat(repeated("--source", "flume", "--api", "dstream", "--for", "15s"))
                .isZero();
    }

    @Test
    @Tag("soak")
    void nothingIsLostDuplicatedOrRepeatedFromFlinkAndStorm() {
        assertThat(repeated("--source", "flink", "--for", "20s", "--kill")).isZero();
        assertThat(repeated("--source", "storm", "--for", "20s", "--kill")).isZero();
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDuplicatedFromAStreamOnBothApis() {
        assertThat(repeated("--source", "kinesis", "--for", "18s", "--kill")).isZero();
        assertThat(repeated("--source", "kinesis", "--api", "dstream", "--for", "15s"))
                .isZero();
    }

    @Test
    void nothingIsLostOrDuplicatedFromXToKafkaAndMongo() {
        assertThat(repeated("--only", "mongodb", "--for", "15s", "--rate", "200"))
                .isZero();
    }

    @Test
    @Tag("soak")
    void whatXSendsIsFollowedAndCountedFromKafkaOn() {
        try (XServer x = XServer.start()) {
            x.account("secret", "{\"backfillMinutes\":5}");
            try (ServerProcess demo = demo("--live", "mill", "--only", "kafka")
                    .property(WholeDemo.ENDPOINT, x.endpoint().toString())
                    .environment(Whole.TOKEN, "secret")
                    .start()) {
                demo.awaitLine("the dashboard is at", BOUND);
                Awaitility.await()
                        .atMost(BOUND)
                        .until(() -> x.seen("secret").path("connections").asInt() == 1);
                x.publish("secret", posts(100));
                demo.awaitLine("in 100 ", BOUND);
                assertThat(endByTerm(demo)).isZero();
                assertThat(verdict(demo).group(1)).isEqualTo("100");
            }
        }
    }

    private static List<String> posts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        "{\"data\":{\"id\":\"%d\",\"text\":\"The old mill #mills\",\"author_id\":\"7\"}}".formatted(i))
                .toList();
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDuplicatedOnAClusterOfTheUser() {
        try (SparkCluster cluster = SparkCluster.start(1, 3)) {
            repeated("--only", "mongodb", "--for", "15s", "--spark", cluster.master());
        }
    }

    @Test
    @Tag("soak")
    void twoRunOnOneMachineAtTheSameTime() {
        String[] words = {"--only", "mongodb", "--for", "30s", "--rate", "50"};
        try (ServerProcess other = demo(words).start()) {
            repeated(words);
            assertThat(other.awaitExit(BOUND)).isZero();
            assertThat(verdict(other).group(3)).isEqualTo("0");
        }
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDuplicatedInTheWhole() {
        repeated("--for", "60s");
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDuplicatedInTheWholeWhateverIsKilled() {
        repeated("--for", "300s", "--chaos");
    }

    @Test
    void aLossIsNoticedAndSoIsTheWishToEnd() {
        try (ServerProcess demo = demo("--source", "kafka", "--api", "dstream", "--partitions", "1")
                .property(Verifier.OVERLOOK, Topics.SCORED)
                .start()) {
            demo.awaitLine("scored [1-9]", BOUND);
            assertThat(endByTerm(demo)).isEqualTo(1);
            assertThat(verdict(demo).group(3)).isEqualTo("1");
            assertThat(demo.output()).anyMatch(line -> line.startsWith("demo: the log is "));
        }
    }

    /** How many repeats there were in a run that ended well. */
    private static int repeated(String... words) {
        try (ServerProcess demo = demo(words).start()) {
            assertThat(demo.awaitExit(BOUND)).isZero();
            Matcher verdict = verdict(demo);
            assertThat(Integer.parseInt(verdict.group(1))).isGreaterThan(1000);
            assertThat(verdict.group(2)).isEqualTo(verdict.group(1));
            assertThat(verdict.group(3)).isEqualTo("0");
            assertThat(verdict.group(4)).isEqualTo("0");
            assertThat(Integer.parseInt(verdict.group(6))).isGreaterThanOrEqualTo(15);
            assertThat(demo.output()).noneMatch(line -> line.contains("WARN") || line.contains("\033"));
            return Integer.parseInt(verdict.group(5));
        }
    }

    /** Ctrl-C in a terminal is another signal with the same meaning; a child on its leash does not hear that one. */
    private static int endByTerm(ServerProcess demo) {
        demo.stop(BOUND);
        return demo.awaitExit(BOUND);
    }

    private static ServerBuilder demo(String... words) {
        return ChildJvm.of(Demo.class)
                .property("millrace.root", System.getProperty("millrace.root", ".."))
                .arguments(List.of(words));
    }

    private static Matcher verdict(ServerProcess demo) {
        return demo.output().stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .reduce((one, two) -> {
                    throw new AssertionError("two verdicts");
                })
                .orElseThrow(() -> new AssertionError("no verdict in " + demo.output()));
    }
}
