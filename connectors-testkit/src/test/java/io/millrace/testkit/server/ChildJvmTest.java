package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class ChildJvmTest {
    @Test
    void runsAMainClassOfTheTestsWithPropertiesHeapAndFlags() {
        try (ServerProcess child =
                ChildJvm.of(Child.class).heap("64m").property("colour", "blue").start()) {
            assertThat(child.awaitLine("colour", TestBounds.START)).isEqualTo("colour blue");
            assertThat(child.awaitLine("heap", TestBounds.START)).isEqualTo("heap -Xmx64m");
            assertThat(child.awaitLine("opened", TestBounds.START)).isEqualTo("opened true");
            assertThat(child.awaitExit(TestBounds.START)).isZero();
        }
    }

    @Test
    void sparkDriverCanBeKilledInsideAJobAndStartedAgain() {
        try (ServerProcess driver = ChildJvm.of(Driver.class).heap("512m").start()) {
            driver.awaitLine("inside a task", TestBounds.START);
            driver.kill();
            assertThat(driver.output()).noneMatch(line -> line.startsWith("counted"));

            driver.restart();
            driver.awaitLine("driver begins", TestBounds.START);
            assertThat(driver.alive()).isTrue();
        }
    }

    @Test
    void archiveOfSparksClassesFitsTheClassPath() {
        try (ServerProcess child =
                ChildJvm.of(Child.class).heap("64m").jvm(List.of("-Xshare:on")).start()) {
            assertThat(child.awaitExit(TestBounds.START))
                    .as(() -> String.join("\n", child.output()))
                    .isZero();
        }
    }

    @Test
    void sparkFlagsAreThoseOfTheBuild() throws IOException {
        Path file = Path.of(System.getProperty(ServerClasspath.ROOT), "config", "spark.jvmargs");
        List<String> flags = Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("-"))
                .toList();

        assertThat(ChildJvm.SPARK_FLAGS).containsExactlyElementsOf(flags);
    }

    /** Tells what it was started with. */
    static final class Child {
        public static void main(String[] args) {
            List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
            System.out.println("colour " + System.getProperty("colour"));
            System.out.println(
                    "heap " + flags.stream().filter(f -> f.startsWith("-Xmx")).reduce("", (a, b) -> b));
            System.out.println("opened " + Object.class.getModule().isOpen("sun.nio.ch", Child.class.getModule()));
        }
    }

    /** Runs a Spark job that never ends by itself. */
    static final class Driver {
        public static void main(String[] args) {
            System.out.println("driver begins");
            SparkSession spark = SparkSession.builder()
                    .master("local[1]")
                    .config("spark.ui.enabled", "false")
                    .config("spark.driver.host", "127.0.0.1")
                    .getOrCreate();
            spark.range(1).javaRDD().foreach(Driver::stay);
            System.out.println("counted");
        }

        private static void stay(long ignored) throws InterruptedException {
            System.out.println("inside a task");
            Thread.currentThread().join();
        }
    }
}
