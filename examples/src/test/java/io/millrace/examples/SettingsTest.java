package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of the demo's command line. */
class SettingsTest {
    @Test
    void withoutWordsTheDemoRunsOnItsOwnPostsUntilItIsStopped() {
        assertThat(Settings.of(List.of()))
                .isEqualTo(new Settings(
                        Optional.empty(),
                        Optional.empty(),
                        Settings.From.X,
                        Settings.Api.STRUCTURED,
                        100,
                        4,
                        false,
                        new Whole(
                                EnumSet.allOf(Whole.Server.class),
                                Optional.empty(),
                                20,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false)));
    }

    @Test
    void allWordsOfTheWholeAreUnderstood() {
        assertThat(Settings.of(List.of(
                                "--only=mongodb,S3",
                                "--train",
                                "p.jsonl,l.csv",
                                "--held=50",
                                "--profiles",
                                "u.jsonl",
                                "--spark",
                                "spark://here:7077",
                                "--chaos"))
                        .whole())
                .isEqualTo(new Whole(
                        EnumSet.of(Whole.Server.X, Whole.Server.KAFKA, Whole.Server.MONGODB, Whole.Server.S3),
                        Optional.of(new Whole.Train(Path.of("p.jsonl"), Path.of("l.csv"))),
                        50,
                        Optional.of(Path.of("u.jsonl")),
                        Optional.empty(),
                        Optional.of("spark://here:7077"),
                        true));
    }

    @Test
    void whoFollowsXItselfNeedsNoStandIn() {
        Whole whole = Settings.of(List.of("--live", "cats lang:en", "--only", "kafka"))
                .whole();
        assertThat(whole.live()).contains("cats lang:en");
        assertThat(whole.servers()).containsExactly(Whole.Server.KAFKA);
    }

    @Test
    void whatTheUserNamedAndIsNotThereIsToldBeforeAnythingStarts() {
        Whole live = Settings.of(List.of("--live", "cats")).whole();
        assertThatThrownBy(() -> live.check(Map.of()))
                .hasMessageContaining("'--live'")
                .hasMessageContaining("X_BEARER_TOKEN");
        live.check(Map.of("X_BEARER_TOKEN", "secret"));
        assertThatThrownBy(() -> Settings.of(List.of("--profiles", "nowhere.jsonl"))
                        .whole()
                        .check(Map.of()))
                .hasMessageContaining("'--profiles'")
                .hasMessageContaining("'nowhere.jsonl'");
        assertThatThrownBy(() -> Settings.of(List.of("--train", "nowhere.jsonl,labels.csv"))
                        .whole()
                        .check(Map.of()))
                .hasMessageContaining("'--train'")
                .hasMessageContaining("'nowhere.jsonl'");
    }

    @Test
    void allWordsAreUnderstood() {
        assertThat(Settings.of(List.of(
                        "--for",
                        "5m",
                        "--posts=a.jsonl",
                        "--source",
                        "flume",
                        "--api=dstream",
                        "--kill",
                        "--rate",
                        "50",
                        "--partitions",
                        "2")))
                .isEqualTo(new Settings(
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.of(Path.of("a.jsonl")),
                        Settings.From.FLUME,
                        Settings.Api.DSTREAM,
                        50,
                        2,
                        true,
                        Settings.of(List.of()).whole()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --fro 60s     | did you mean '--for'?
            --for 60      | write 60s
            --for soon    | '--for'='soon': expected a duration such as
            --for         | '--for'='': expected a duration such as
            --rate 0      | must be from 1 to 100000
            --rate many   | expected a whole number
            --partitions 0| must be from 1 to 64
            60s           | '60s' is no option
            --source flum | '--source'='flum': expected one of x, kafka, flume, kinesis, flink, storm
            --sorce flume | did you mean '--source'?
            --only mongo  | '--only' has 'mongo'; expected some of x, kafka, mongodb, hbase, hdfs, s3
            --train a     | give two files
            --kill        | '--kill' is for a small demo; give '--source' too
            --source flume --chaos | '--chaos' is for the whole demo
            --api rdd     | '--api'='rdd': expected one of structured, dstream
            --source      | '--source'='': expected one of x, kafka, flume, kinesis, flink, storm
            """)
    void aWrongWordIsToldInOneLine(String words, String told) {
        assertThatThrownBy(() -> Settings.of(List.of(words.split(" "))))
                .hasMessageContaining(told)
                .hasMessageNotContaining("\n");
    }
}
