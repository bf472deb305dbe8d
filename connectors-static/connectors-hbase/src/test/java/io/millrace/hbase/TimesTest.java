package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of several writers' values is seen: the one with the latest time, whoever writes last. */
class TimesTest {
    private static final String MAPPING = "id STRING :key, n BIGINT f:n, word STRING f:word";
    private static final String COLUMNS = "id STRING, n BIGINT, word STRING";
    private static final byte[] F = Bytes.toBytes("f");
    private static final byte[] N = Bytes.toBytes("n");

    @Test
    void anAttemptOfAnEarlierEpochThatComesLateChangesNothing() throws Exception {
        Map<String, String> given = Mill.given(Mill.newTable(), MAPPING);
        try (Writer late = Mill.open(given, COLUMNS, 1_000, TimesTest::fail)) {
            late.write(Rows.of(row("a", 1L, "old")));
            Mill.write(given, COLUMNS, 2_000, List.of(row("a", 2L, "new")));
            late.complete();
        }
        assertThat(Mill.read(given)).containsExactly(row("a", 2L, "new"));
    }

    @Test
    void anEpochThatIsRunAgainHidesNoNewerCellOfAnotherClient() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING);
        long epoch = System.currentTimeMillis() - 10_000;
        Mill.write(given, COLUMNS, epoch, List.of(row("a", 1L, "ours")));
        try (Table table = Mill.table(name)) {
            table.put(new Put(Bytes.toBytes("a")).addColumn(F, N, Bytes.toBytes(7L)));
        }
        Mill.write(given, COLUMNS, epoch, List.of(row("a", 1L, "ours")));
        assertThat(Mill.read(given)).containsExactly(row("a", 7L, "ours"));

        Mill.write(given, COLUMNS, System.currentTimeMillis() + 1, List.of(row("a", 2L, "ours")));
        assertThat(Mill.read(given)).containsExactly(row("a", 2L, "ours"));
    }

    @Test
    void anEpochThatIsRunAgainLeavesOneVersion() throws Exception {
        String name = Mill.newTable(family -> family.setMaxVersions(10));
        Map<String, String> given = Mill.given(name, MAPPING);
        for (int run = 0; run < 3; run++) {
            Mill.write(given, COLUMNS, 5_000, List.of(row("a", 1L, "x")));
        }
        try (Table table = Mill.table(name)) {
            assertThat(table.get(new Get(Bytes.toBytes("a")).readAllVersions()).size())
                    .isEqualTo(2);
        }
    }

    @Test
    void cellsOfATableWithATimeToLiveLiveAsLong() throws Exception {
        Map<String, String> given = Mill.given(Mill.newTable(family -> family.setTimeToLive(3600)), MAPPING);
        Mill.write(given, COLUMNS, System.currentTimeMillis(), List.of(row("a", 1L, "x")));
        assertThat(Mill.read(given)).containsExactly(row("a", 1L, "x"));
    }

    @Test
    void aDeletionDeletesWhatIsOlderAndNoNewerCell() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING, "deleteColumn", "gone");
        String columns = COLUMNS + ", gone BOOLEAN";
        Mill.write(given, columns, 1_000, List.of(row("a", 1L, "x", false), row("b", 2L, "y", null)));
        Mill.write(given, columns, 2_000, List.of(row("a", null, null, true)));
        assertThat(Mill.read(Mill.given(name, MAPPING))).containsExactly(row("b", 2L, "y"));

        Mill.write(given, columns, 3_000, List.of(row("a", 3L, "z", false)));
        Mill.write(given, columns, 2_000, List.of(row("a", null, null, true)));
        assertThat(Mill.read(Mill.given(name, MAPPING)))
                .containsExactlyInAnyOrder(row("a", 3L, "z"), row("b", 2L, "y"));
    }

    @Test
    void aNullLeavesTheCellOrDeletesIt() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING);
        Mill.write(given, COLUMNS, 1_000, List.of(row("a", 1L, "x")));
        Mill.write(given, COLUMNS, 2_000, List.of(row("a", 2L, null)));
        assertThat(Mill.read(given)).containsExactly(row("a", 2L, "x"));
        Mill.write(Mill.given(name, MAPPING, "onNull", "delete"), COLUMNS, 3_000, List.of(row("a", 3L, null)));
        assertThat(Mill.read(given)).containsExactly(row("a", 3L, null));
    }

    @Test
    void aColumnMaySayTheTime() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING, "timestampColumn", "at");
        String columns = COLUMNS + ", at TIMESTAMP";
        assertThat(new HBaseOutput().check(new Columns(columns), Mill.writing(given)))
                .isEqualTo(new Delivery.Idempotent("id"));
        Mill.write(
                given,
                columns,
                WriteTask.WITHOUT_TIME,
                List.of(
                        row("a", 2L, "later", Instant.ofEpochMilli(2_000)),
                        row("a", 1L, "earlier", Instant.ofEpochMilli(1_000))));
        assertThat(Mill.read(Mill.given(name, MAPPING + ", at TIMESTAMP :time")))
                .containsExactly(row("a", 2L, "later", Instant.ofEpochMilli(2_000)));
    }

    @Test
    void withoutATimeNothingIsWritten() throws Exception {
        Map<String, String> given = Mill.given(Mill.newTable(), MAPPING);
        assertThat(new HBaseOutput().check(new Columns(COLUMNS), Mill.writing(given)))
                .isEqualTo(new Delivery.Timed("id"));
        assertThatThrownBy(() -> Mill.write(given, COLUMNS, WriteTask.WITHOUT_TIME, List.of(row("a", 1L, "x"))))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("asked for a time");
    }

    private static void fail(io.millrace.api.Row row, ConnectorException why) {
        throw why;
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
