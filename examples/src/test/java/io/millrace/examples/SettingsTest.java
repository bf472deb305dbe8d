package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
                        Settings.From.KAFKA,
                        Settings.Api.STRUCTURED,
                        200,
                        4,
                        false));
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
                        true));
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
            --source flum | '--source'='flum': expected one of kafka, flume, kinesis
            --sorce flume | did you mean '--source'?
            --api rdd     | '--api'='rdd': expected one of structured, dstream
            --source      | '--source'='': expected one of kafka, flume, kinesis
            """)
    void aWrongWordIsToldInOneLine(String words, String told) {
        assertThatThrownBy(() -> Settings.of(List.of(words.split(" "))))
                .hasMessageContaining(told)
                .hasMessageNotContaining("\n");
    }
}
