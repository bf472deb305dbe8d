package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.testkit.example.MemoryStore;
import io.millrace.testkit.example.MemoryStore.Call;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Spark does with a store, in ways that only the store in memory can show. */
class StoreFacesTest {
    private final String name = UUID.randomUUID().toString();
    private final MemoryStore store = MemoryStore.create(name, new Columns("id BIGINT, name STRING"));

    @BeforeEach
    void fill() {
        store.set(LongStream.range(0, 20).mapToObj(i -> List.of(i, "n" + i)).toList());
    }

    @Test
    void aTransientFaultInTheMiddleOfASliceIsSurvived() {
        store.calls().before((call, count) -> {
            if (call == Call.NEXT && count % 7 == 0) {
                throw new IOException("planted");
            }
        });
        assertThat(read().load().collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 20).boxed().toList());
        assertThat(store.calls().count(Call.READ)).isGreaterThan(3);
    }

    @Test
    void aTransientFaultOfPlanningIsSurvived() {
        store.calls().before((call, count) -> {
            if ((call == Call.OPEN || call == Call.PLAN) && count == 1) {
                throw new IOException("planted");
            }
        });
        assertThat(read().load().count()).isEqualTo(20);
    }

    @Test
    void aFaultThatIsNotTransientEndsTheQueryAtOnce() {
        store.calls().before((call, count) -> {
            if (call == Call.NEXT) {
                throw ConnectorException.malformed("planted", null);
            }
        });
        Throwable thrown = catchThrowable(() -> read().load().count());
        assertThat(LocalSpark.cause(thrown).kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void whatTheStoreAppliesIsNotAppliedAgainAndWhatItLeavesIs() {
        Dataset<Row> both = read().load().where("id > 5 and name like 'n1%'");
        String plan = both.queryExecution().executedPlan().toString();
        assertThat(plan).contains("StartsWith(name").doesNotContain("(id#");
        assertThat(both.count()).isEqualTo(10);
    }

    @Test
    void aSchemaOfSomeColumnsReadsThose() {
        assertThat(read().schema("name STRING").load().columns()).containsExactly("name");
        Throwable thrown = catchThrowable(
                () -> read().schema("id BIGINT, nam STRING").load().count());
        assertThat(LocalSpark.cause(thrown).getMessage()).contains("'nam'").contains("name STRING");
    }

    @Test
    void aStreamOfAStoreIsRefused() {
        Throwable thrown = catchThrowable(() -> LocalSpark.session()
                .readStream()
                .format("millrace")
                .option("connector", "memory-store")
                .option("store", name)
                .load()
                .writeStream()
                .format("noop")
                .start()
                .processAllAvailable());
        assertThat(LocalSpark.cause(thrown).getMessage()).contains("is a store");
    }

    private DataFrameReader read() {
        return LocalSpark.session()
                .read()
                .format("millrace")
                .option("connector", "memory-store")
                .option("store", name)
                .option("slices", 3);
    }
}
