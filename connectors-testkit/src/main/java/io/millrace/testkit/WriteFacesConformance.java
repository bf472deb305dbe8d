package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.Column;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Delivery;
import io.millrace.api.Event;
import io.millrace.testkit.example.MemoryLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/**
 * Every rule that the users of Spark can count on when they write to an output, whichever connector it is. Extend it and answer
 * the questions of {@link OutputUnderTest}; each rule becomes a test, judged by what the output promises. The connector is
 * found by its name, so it must be listed in {@code META-INF/services}.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(300)
public abstract class WriteFacesConformance implements OutputUnderTest {
    private static final AtomicInteger FAILURES = new AtomicInteger();

    private Path checkpoint = Path.of("");
    private Map<String, String> given = Map.of();
    private MemoryLog numbers = MemoryLog.create("none", 0);

    @BeforeEach
    void makeTarget() throws Exception {
        checkpoint = Files.createTempDirectory("checkpoint");
        numbers = MemoryLog.create("numbers-" + UUID.randomUUID(), 2);
        given = create();
    }

    @AfterEach
    void removeCheckpoint() throws Exception {
        MemoryLog.delete(numbers.name());
        LocalSpark.remove(checkpoint);
    }

    // ---- F3: how rows are written through Spark

    /** If it fails: is a row of Spark's used after the call that gave it? */
    @Rule("F3.1 a batch writes its rows")
    void batch() throws Exception {
        rows(6).repartition(2)
                .select(columnsOnly())
                .write()
                .format("millrace")
                .option("connector", connector().name())
                .options(given)
                .mode("append")
                .save();
        assertVisible(6);
    }

    /** If it fails: is an epoch taken for another one, or a partition for the whole? */
    @Rule("F3.2 a stream writes its rows, epoch by epoch, also after a restart")
    void stream() throws Exception {
        add(0, 5);
        write(2, Map.of());
        add(5, 8);
        write(2, Map.of());
        assertVisible(8);
    }

    /** If it fails: is an epoch recognised by its partitions? */
    @Rule("F3.3 an epoch whose end Spark did not note is written again as the output promises")
    void forgottenCommit() throws Exception {
        add(0, 12);
        write(2, Map.of());
        LocalSpark.forgetLastCommit(checkpoint);
        write(3, Map.of());
        add(12, 14);
        write(2, Map.of());
        assertVisibleAgain(14);
    }

    /** If it fails: does what the tasks beside the failed one wrote become visible? */
    @Rule("F3.4 an epoch of which a task failed is written again as the output promises")
    void failedTask() throws Exception {
        add(0, 6);
        FAILURES.set(1);
        assertThat(catchThrowable(() -> write(2, Map.of())))
                .as("the failure of a task")
                .isNotNull();
        write(3, Map.of());
        assertVisibleAgain(6);
    }

    /** If it fails: do rows move before the columns are checked? */
    @Rule("F3.5 an unknown column is refused by its name before any row is written")
    void unknownColumn() throws Exception {
        withUnknownColumn();
        add(0, 2);
        ConnectorException refusal = LocalSpark.cause(catchThrowable(() -> LocalSpark.finish(
                open(2).withColumn("no_such_column", lit("x"))
                        .writeStream()
                        .format("millrace")
                        .option("connector", connector().name())
                        .options(given),
                checkpoint)));
        assertThat(refusal.kind()).isEqualTo(Kind.SETTINGS);
        assertThat(refusal).hasMessageContaining("no_such_column");
        assertVisible(0);
    }

    /** If it fails: is there a prefix that lets every name through? */
    @Rule("F3.6 a misspelt option is refused, with the right one")
    void misspelt() throws Exception {
        add(0, 2);
        ConnectorException refusal = LocalSpark.cause(catchThrowable(() -> write(2, Map.of("onRejct", "fail"))));
        assertThat(refusal.kind()).isEqualTo(Kind.SETTINGS);
        assertThat(refusal).hasMessageContaining("onRejct").hasMessageContaining("onReject");
        assertVisible(0);
    }

    // ---- the words of the rules

    /** Lets numbers come, for which the stream has rows. */
    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            numbers.append(i % 2, Event.of(null, Integer.toString(i).getBytes(UTF_8), List.of(), 0, ""));
        }
    }

    /** Runs a query over the numbers there are; each run may place the rows in other partitions. */
    private void write(int partitions, Map<String, String> more) throws Exception {
        LocalSpark.finish(
                open(partitions)
                        .writeStream()
                        .format("millrace")
                        .option("connector", connector().name())
                        .options(given)
                        .options(more),
                checkpoint);
    }

    private Dataset<Row> open(int partitions) {
        UDF1<Integer, Integer> failing = WriteFacesConformance::failing;
        Dataset<Row> stream = LocalSpark.session()
                .readStream()
                .format("millrace")
                .option("connector", "memory")
                .option("log", numbers.name())
                .option("startingOffsets", "earliest")
                .load()
                .select(expr("CAST(CAST(value AS STRING) AS INT)").as("n"));
        return stream.join(rows(14), "n")
                .repartition(partitions, col("n"))
                .withColumn(
                        "n",
                        udf(failing, DataTypes.IntegerType).asNondeterministic().apply(col("n")))
                .where("n >= 0")
                .select(columnsOnly());
    }

    /** Hands a number on, or fails as often as it was told to; the number 5 only, so that others may be written by then. */
    private static Integer failing(Integer number) {
        if (number == 5 && FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("The task fails, as it should");
        }
        return number;
    }

    private Dataset<Row> rows(int count) {
        return SparkRows.numbered(
                columns(), IntStream.range(0, count).mapToObj(this::row).toList());
    }

    private org.apache.spark.sql.Column[] columnsOnly() {
        return columns().list().stream()
                .map(Column::name)
                .map(name -> col("`" + name + "`"))
                .toArray(org.apache.spark.sql.Column[]::new);
    }

    private void assertVisible(int count) throws Exception {
        assertThat(visible(connector().options().read(given)))
                .as("the rows that readers see")
                .containsExactlyInAnyOrderElementsOf(expected(count));
    }

    /** After rows were written again: an output that promises no more may show them again. */
    private void assertVisibleAgain(int count) throws Exception {
        Delivery delivery = connector().check(columns(), connector().options().read(given));
        if (delivery instanceof Delivery.Transactional transactional) {
            transactional.committer().close();
        }
        if (delivery instanceof Delivery.AtLeastOnce) {
            assertThat(new HashSet<>(visible(connector().options().read(given))))
                    .as("the different rows that readers see")
                    .containsExactlyInAnyOrderElementsOf(expected(count));
        } else {
            assertVisible(count);
        }
    }

    private List<List<@Nullable Object>> expected(int count) {
        return IntStream.range(0, count).mapToObj(this::row).toList();
    }
}
