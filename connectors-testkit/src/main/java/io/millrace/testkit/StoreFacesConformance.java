package io.millrace.testkit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.runtime.ReadOptions;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/**
 * What users of Spark can count on when they read a store. Extend it and answer the questions of {@link StoreUnderTest}; the
 * connector must be one that the service loader finds.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(180)
public abstract class StoreFacesConformance implements StoreUnderTest {
    private static final int ROWS = 23;

    @BeforeEach
    void startSpark() {
        LocalSpark.session();
    }

    /** If it fails, and the rules of T2 and T3 do not: how are the store's rows shown to Spark? */
    @Rule("F6.1 a batch reads every row once, with every column")
    void batch() throws Exception {
        List<List<@Nullable Object>> rows = rows();
        Dataset<Row> read = read(create(rows), Map.of("slices", "3"));
        assertSame(read.selectExpr(names()), own(rows));
    }

    /** If it fails: is a column filled only when another one is? */
    @Rule("F6.2 each column is the same, alone and beside others; without columns there are as many rows")
    void pruned() throws Exception {
        List<List<@Nullable Object>> rows = rows();
        Map<String, String> given = create(rows);
        for (String name : names()) {
            assertSame(read(given, Map.of()).selectExpr(name), own(rows).selectExpr(name));
        }
        assertThat(read(given, Map.of()).count()).isEqualTo(rows.size());
    }

    /** If it fails: is a condition on a null, on NaN or on a struct's field another one in the store? */
    @Rule("F6.3 conditions choose the rows that they choose in Spark")
    void filtered() throws Exception {
        List<List<@Nullable Object>> rows = rows();
        Map<String, String> given = create(rows);
        Dataset<Row> own = own(rows);
        for (FilterExamples.Place place : FilterExamples.places(columns(), rows.subList(0, 4))) {
            String path = place.path().replaceAll("([^.]+)", "`$1`");
            Serializable one = place.values().get(0);
            Column column = col(path);
            Column same = column.equalTo(lit(one));
            Serializable other = place.values().get(place.values().size() - 1);
            for (Column condition : List.of(
                    not(same),
                    column.gt(lit(one)).or(same.and(column.isNotNull())),
                    not(column.leq(lit(one)).or(column.isNull())),
                    not(column.isin(one, other)),
                    column.eqNullSafe(lit(one)).or(column.isNull()))) {
                assertSame(
                        read(given, Map.of()).selectExpr(names()).where(condition),
                        own.where(condition));
            }
        }
    }

    /** If it fails: does the statement lose an option, or the view its schema? */
    @Rule("F6.4 a store is read from SQL")
    void sql() throws Exception {
        List<List<@Nullable Object>> rows = rows();
        Map<String, String> all = new LinkedHashMap<>(create(rows));
        all.put(ReadOptions.CONNECTOR.name(), connector().name());
        StringBuilder options = new StringBuilder();
        all.forEach((name, text) -> options.append(options.isEmpty() ? "" : ", ")
                .append("`" + name + "` '" + text.replace("'", "\\'") + "'"));
        LocalSpark.session()
                .sql("CREATE OR REPLACE TEMPORARY VIEW the_store USING millrace OPTIONS (" + options + ")");
        assertSame(
                LocalSpark.session().sql("SELECT " + String.join(", ", names()) + " FROM the_store"), own(rows));
    }

    /** If it fails: is a misspelt option quietly without effect? */
    @Rule("F6.5 a misspelt option of a store is refused, with the right one")
    void misspelt() throws Exception {
        Map<String, String> given = create(List.of(row(0)));
        Throwable thrown = catchThrowable(() -> read(given, Map.of("slice", "2")).count());
        assertThat(LocalSpark.cause(thrown).getMessage()).contains("slices");
    }

    private List<List<@Nullable Object>> rows() {
        List<List<@Nullable Object>> rows =
                new ArrayList<>(IntStream.range(0, ROWS).mapToObj(this::row).toList());
        try {
            rows.add(rowOfNulls(ROWS));
        } catch (org.opentest4j.TestAbortedException e) {
            return rows;
        }
        return rows;
    }

    private String[] names() {
        return columns().list().stream()
                .map(column -> "`" + column.name() + "`")
                .toArray(String[]::new);
    }

    private Dataset<Row> read(Map<String, String> given, Map<String, String> more) {
        return LocalSpark.session()
                .read()
                .format("millrace")
                .option(ReadOptions.CONNECTOR.name(), connector().name())
                .options(given)
                .options(more)
                .load();
    }

    /** The same rows in a table of Spark's own. */
    private Dataset<Row> own(List<List<@Nullable Object>> rows) {
        return SparkRows.numbered(columns(), rows).selectExpr(names());
    }

    private static void assertSame(Dataset<Row> read, Dataset<Row> own) {
        assertThat(read.collectAsList())
                .as(() -> read.queryExecution().toString())
                .containsExactlyInAnyOrderElementsOf(own.collectAsList());
    }
}
