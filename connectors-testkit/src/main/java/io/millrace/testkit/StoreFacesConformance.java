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
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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
        LocalSpark.session().conf().set("spark.sql.codegen.wholeStage", false);
    }

    @AfterEach
    void restoreSpark() {
        LocalSpark.session().conf().unset("spark.sql.codegen.wholeStage");
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
        List<Row> own = own(rows).collectAsList();
        for (int i = 0; i < names().length; i++) {
            int place = i;
            assertThat(read(given, Map.of()).selectExpr(names()[i]).collectAsList())
                    .as("column %s", names()[i])
                    .containsExactlyInAnyOrderElementsOf(own.stream()
                            .map(row -> RowFactory.create(row.get(place)))
                            .toList());
        }
        assertThat(read(given, Map.of()).count()).isEqualTo(rows.size());
    }

    /** If it fails: is a condition on a null, on NaN or on a struct's field another one in the store? */
    @Rule("F6.3 conditions choose the rows that they choose in Spark")
    void filtered() throws Exception {
        List<List<@Nullable Object>> rows = rows();
        Map<String, String> given = create(rows);
        List<Column> conditions = conditions(rows);
        // One query of Spark's own answers all of them: most of the time of a small query goes to its compilation.
        Column[] answers = IntStream.range(0, conditions.size())
                .mapToObj(i -> conditions.get(i).as("answer" + i))
                .toArray(Column[]::new);
        Dataset<Row> own = own(rows);
        List<Row> all = own.collectAsList();
        List<Row> chosen = own.select(answers).collectAsList();
        for (int i = 0; i < answers.length; i++) {
            int condition = i;
            List<Row> expected = IntStream.range(0, all.size())
                    .filter(row -> Boolean.TRUE.equals(chosen.get(row).get(condition)))
                    .mapToObj(all::get)
                    .toList();
            Dataset<Row> read =
                    read(given, Map.of("slices", "2")).where(conditions.get(i)).selectExpr(names());
            assertThat(read.collectAsList())
                    .as(() -> read.queryExecution().toString())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private List<Column> conditions(List<List<@Nullable Object>> rows) {
        List<Column> conditions = new ArrayList<>();
        for (FilterExamples.Place place : FilterExamples.places(columns(), rows.subList(0, 4))) {
            Column column = col(place.path().replaceAll("([^.]+)", "`$1`"));
            Serializable one = place.values().get(0);
            Serializable other = place.values().get(place.values().size() - 1);
            Column same = column.equalTo(lit(one));
            conditions.add(not(same));
            conditions.add(not(column.leq(lit(other)).or(column.isNull())));
            conditions.add(
                    not(column.isin(one, other)).or(column.eqNullSafe(lit(one)).and(column.isNotNull())));
            if (one instanceof String text) {
                conditions.add(
                        column.startsWith(text.substring(0, text.length() / 2)).and(column.gt(lit("m"))));
            }
        }
        return conditions;
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
        LocalSpark.session().sql("CREATE OR REPLACE TEMPORARY VIEW the_store USING millrace OPTIONS (" + options + ")");
        assertSame(LocalSpark.session().sql("SELECT " + String.join(", ", names()) + " FROM the_store"), own(rows));
    }

    /** If it fails: is a misspelt option quietly without effect? */
    @Rule("F6.5 a misspelt option of a store is refused, with the right one")
    void misspelt() throws Exception {
        Map<String, String> given = create(List.of(row(0)));
        Throwable thrown =
                catchThrowable(() -> read(given, Map.of("slice", "2")).count());
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
