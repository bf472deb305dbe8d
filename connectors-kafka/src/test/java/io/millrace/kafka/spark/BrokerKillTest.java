package io.millrace.kafka.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed while a query reads or writes, and started again. */
final class BrokerKillTest {
    private static CapturedLog log;
    private static SparkSession spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        log = CapturedLog.begin();
        spark = new Pipe(Map.of()).session();
    }

    @AfterAll
    static void stop() {
        spark.stop();
        log.close();
    }

    @Test
    void readingLosesAndDoublesNothing() throws Exception {
        Flows.read("BrokerKillTest, reading", 3, directory, spark, new Kill());
    }

    @Test
    @Tag("soak")
    void readingLosesAndDoublesNothingInTwentyKills() throws Exception {
        Flows.read("BrokerKillTest, reading", 20, directory, spark, new Kill());
    }

    @Test
    void writingLosesNothing() throws Exception {
        Flows.write("BrokerKillTest, writing", 3, directory, spark, new Kill());
    }

    @Test
    @Tag("soak")
    void writingLosesNothingInTwentyKills() throws Exception {
        Flows.write("BrokerKillTest, writing", 20, directory, spark, new Kill());
    }

    /** The broker ends at once, and comes back on its data. */
    private static final class Kill implements Flows.Blow {
        @Override
        public void strike() {
            Mill.server().kill();
        }

        @Override
        public void mend() {
            Mill.server().restart();
        }
    }
}
