package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a panel keeps of its rows, and what pages are told. */
class PanelTest {
    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        Dashboard.stop();
    }

    @Test
    void anEpochThatComesAgainReplacesItself() {
        Feed feed = feed("A", "n BIGINT", "type", "latest");
        feed.show(0, rows(1, 2));
        feed.show(1, rows(3, 4));
        feed.show(1, rows(5));

        assertThat(values("A")).containsExactly("1", "2", "5");
        assertThat(Http.panel("A").path("updates").longValue()).isEqualTo(2);
        assertThat(Http.get("/metrics").body()).contains("millrace_dashboard_rows_total{panel=\"A\"} 3\n");
    }

    @Test
    void anEpochLongGoneComesNoMore() {
        Feed feed = feed("A", "n BIGINT", "type", "latest", "history", "2", "rows", "2");
        feed.show(0, rows(1));
        feed.show(1, rows(2, 3));
        feed.show(0, rows(1));

        assertThat(values("A")).containsExactly("2", "3");
    }

    @Test
    void theRowsOfAnEpochAreTheWholePanelUnlessItSaysOtherwise() {
        Feed feed = feed("A", "name STRING, n BIGINT", "type", "bars");
        feed.next(List.of("a", 1L), List.of("b", 2L));
        feed.next(List.of("c", 3L));

        assertThat(values("A")).containsExactly("c 3");
    }

    @Test
    void rowsReplaceThoseWithTheSameKey() {
        Feed feed = feed("A", "name STRING, n BIGINT", "type", "bars", "keep", "keyed");
        feed.next(List.of("a", 1L), List.of("b", 2L));
        feed.next(List.of("b", 3L), List.of("c", 4L));

        assertThat(values("A")).containsExactly("a 1", "b 3", "c 4");
    }

    @Test
    void aWindowOfASeriesThatIsCountedOnIsOnePoint() {
        Feed feed = feed("A", "time TIMESTAMP, n BIGINT", "type", "series");
        feed.next(List.of(Instant.ofEpochSecond(0), 1L), List.of(Instant.ofEpochSecond(10), 1L));
        feed.next(List.of(Instant.ofEpochSecond(10), 7L));

        assertThat(values("A")).containsExactly("1970-01-01T00:00:00.000000Z 1", "1970-01-01T00:00:10.000000Z 7");
    }

    @Test
    void whatIsOlderThanTheWindowGoes() {
        Feed feed = feed("A", "time TIMESTAMP, n BIGINT", "type", "series", "window", "10s");
        for (long second = 0; second < 30; second++) {
            feed.next(List.of(Instant.ofEpochSecond(second), second));
        }
        assertThat(Http.panel("A").path("rows")).hasSize(11);
    }

    @Test
    void theFirstByTheirOrderAreKeptWhicheverTaskHasThem() {
        Feed feed = feed("A", "n BIGINT", "type", "table", "orderBy", "n desc", "rows", "3");
        feed.next(LongStream.of(5, 900, 3, 70, 2, 1000, 6, 7, 80)
                .mapToObj(List::of)
                .toList());

        assertThat(values("A")).containsExactlyInAnyOrder("1000", "900", "80");
        assertThat(Http.panel("A").path("count").longValue()).isEqualTo(9);
    }

    @Test
    void nullsComeLastInAnyOrder() {
        Feed feed = feed("A", "n BIGINT", "type", "table", "orderBy", "n desc", "rows", "2");
        feed.next(List.of(Arrays.asList((Object) null), List.of(3L), List.of(4L)));

        assertThat(values("A")).containsExactlyInAnyOrder("4", "3");
    }

    @Test
    void noMoreIsKeptThanTheHistory() {
        Feed feed = feed("A", "n BIGINT", "type", "latest", "history", "60");
        for (long i = 0; i < 50; i++) {
            feed.next(rows(3 * i, 3 * i + 1, 3 * i + 2));
        }
        assertThat(values("A")).hasSize(60).last().isEqualTo("149");
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        Feed feed = feed("A", "text STRING", "type", "latest", "maxText", "10");
        feed.next(List.of("1234567890"), List.of("12345678👍👍"));

        assertThat(values("A")).containsExactly("1234567890", "12345678…");
    }

    @Test
    void aNewDriverShowsWhatTheOldOneHadShownAndReplacesTheLastEpoch() throws IOException {
        String[] options = {"type", "latest", "historyDirectory", directory.toString()};
        Feed feed = feed("A", "n BIGINT", options);
        feed.show(0, rows(1, 2));
        feed.show(1, rows(3));
        Dashboard.stop();
        damage();

        Feed after = feed("A", "n BIGINT", options);
        assertThat(values("A")).containsExactly("1", "2", "3");
        after.show(1, rows(4));
        after.show(2, rows(5));
        Dashboard.stop();

        feed("A", "n BIGINT", options);
        assertThat(values("A")).containsExactly("1", "2", "4", "5");
    }

    @Test
    void aHistoryIsWrittenAnewBeforeItGrowsForEver() throws IOException {
        Feed feed = feed(
                "A",
                "text STRING",
                "type",
                "latest",
                "rows",
                "1",
                "history",
                "1",
                "historyDirectory",
                directory.toString());
        String text = "x".repeat(400);
        for (int i = 0; i < 6000; i++) {
            feed.next(List.of(text + i));
        }
        assertThat(Files.size(file())).isLessThan(1_200_000);
        Dashboard.stop();
        feed(
                "A",
                "text STRING",
                "type",
                "latest",
                "rows",
                "1",
                "history",
                "1",
                "historyDirectory",
                directory.toString());
        assertThat(values("A")).containsExactly(text + 5999);
    }

    @Test
    void aQueryWhosePanelWasTakenByAnotherIsTold() {
        Feed feed = feed("A", "n BIGINT", "type", "latest");
        feed("A", "n BIGINT", "type", "table");

        assertThatThrownBy(() -> feed.next(rows(1)))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'A'");
    }

    @Test
    void columnsThatDoNotFitAreRefusedByTheirNames() {
        assertThatThrownBy(() -> feed("A", "name STRING", "type", "number")).hasMessageContaining("numeric column");
        assertThatThrownBy(() -> feed("A", "name STRING, n INT", "type", "bars", "value", "name"))
                .hasMessageContaining("'name' is STRING");
        assertThatThrownBy(() -> feed("A", "count INT", "type", "bars", "value", "cuont"))
                .hasMessageContaining("did you mean 'count'");
        assertThatThrownBy(() -> feed("A", "n INT", "keep", "keyed")).hasMessageContaining("'key'");
        assertThatThrownBy(() -> feed("A", "n INT", "type", "map")).hasMessageContaining("latitude");
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        Feed feed = feed("A", "latitude DOUBLE, longitude DOUBLE, n INT", "type", "map");
        assertThatThrownBy(() -> feed.next(List.of(91.0, 0.0, 1L))).hasMessageContaining("no place on earth");
        assertThatThrownBy(() -> feed.next(List.of(0.0, Double.NaN, 1L))).hasMessageContaining("no place on earth");
    }

    /** As a driver that is killed in the middle of a line leaves it. */
    private void damage() throws IOException {
        Files.writeString(file(), "{\"query\":\"q", StandardOpenOption.APPEND);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        }
    }

    private static Feed feed(String title, String columns, String... options) {
        List<String> all = new ArrayList<>(List.of("port", "0"));
        all.addAll(List.of(options));
        return Feed.to(title, columns, all.toArray(String[]::new));
    }

    private static List<List<Long>> rows(long... numbers) {
        return LongStream.of(numbers).mapToObj(List::of).toList();
    }

    private static List<String> values(String panel) {
        List<String> rows = new ArrayList<>();
        for (JsonNode row : Http.panel(panel).path("rows")) {
            List<String> values = new ArrayList<>();
            row.path(2).forEach(value -> values.add(value.asText()));
            rows.add(String.join(" ", values));
        }
        return rows;
    }
}
