package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.OutputConnector;
import io.millrace.api.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/**
 * Every rule that an {@link OutputConnector} keeps. Extend it and answer the questions of {@link OutputUnderTest}, of which five
 * must be answered; each rule becomes a test, judged by what the output promises.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(120)
public abstract class OutputConformance implements OutputUnderTest {
    // ---- O1: before any data moves

    /** If it fails: does checking make something that readers see, or remember that it was called? */
    @Rule("O1.1 columns that the target takes are accepted, any number of times, and nothing is written")
    void accepted() throws Exception {
        OutputProbe output = newOutput();
        Delivery first = output.check();
        assertThat(output.check().getClass()).isEqualTo(first.getClass());
        assertVisible(output, 0, 0);
    }

    /** If it fails: would the values of this column be dropped quietly? */
    @Rule("O1.2 a column that the target does not know is refused by its name")
    void unknownColumn() throws Exception {
        assertRefused("no_such_column", withUnknownColumn(), create());
    }

    /** If it fails: would the first row find out, when data has moved already? */
    @Rule("O1.3 a missing column is refused by its name")
    void missingColumn() throws Exception {
        assertRefused(withoutColumn().getKey(), withoutColumn().getValue(), create());
    }

    /** If it fails: would the first row find out, when data has moved already? */
    @Rule("O1.4 a column of a wrong type is refused by its name")
    void wrongType() throws Exception {
        assertRefused(withWrongType().getKey(), withWrongType().getValue(), create());
    }

    /** If it fails: is the target made quietly, under a misspelt name? */
    @Rule("O1.5 a target that is not there is refused by its name")
    void missingTarget() throws Exception {
        Map.Entry<String, Map<String, String>> missing = missing();
        assertRefused(missing.getKey(), columns(), missing.getValue());
    }

    // ---- O2: how rows are written

    /** If it fails: is a type rounded, shortened or turned into text on its way? */
    @Rule("O2.1 rows arrive as they were written")
    void rowsArrive() throws Exception {
        OutputProbe output = newOutput();
        output.commit(0, output.write(0, 0, rows(0, 5)), output.write(0, 1, rows(5, 9)));
        assertVisible(output, 0, 9);
    }

    /** If it fails: does a null become an empty text or a zero? */
    @Rule("O2.2 nulls arrive as nulls")
    void nullsArrive() throws Exception {
        OutputProbe output = newOutput();
        List<List<@Nullable Object>> rows = List.of(rowOfNulls(0), row(1), rowOfNulls(2));
        output.commit(0, output.write(0, 0, rows));
        assertVisible(output, rows);
    }

    /** If it fails: does the writer keep the row itself until it sends? The framework shows all rows through one object. */
    @Rule("O2.3 a row is not used after the call that gave it")
    void rowsAreReused() throws Exception {
        OutputProbe output = newOutput();
        String staged;
        try (Writer writer = output.open(0, 0)) {
            ListRow one = new ListRow(List.of());
            for (int i = 0; i < 5; i++) {
                one.show(row(i));
                writer.write(one);
            }
            one.show(row(99));
            staged = writer.complete();
        }
        output.commit(0, staged);
        assertVisible(output, 0, 5);
    }

    /** If it fails: does a flush send what was sent, or forget what it held back? */
    @Rule("O2.4 flushing at any time changes nothing in what arrives")
    void flushing() throws Exception {
        OutputProbe output = newOutput();
        String staged;
        try (Writer writer = output.open(0, 0)) {
            writer.flush();
            writer.write(Rows.of(row(0)));
            writer.write(Rows.of(row(1)));
            writer.flush();
            writer.flush();
            writer.write(Rows.of(row(2)));
            staged = writer.complete();
        }
        output.commit(0, staged);
        assertVisible(output, 0, 3);
    }

    /** If it fails: is there a result that only a first row makes? */
    @Rule("O2.5 a task without rows is completed, and so is an epoch without tasks")
    void nothingToWrite() throws Exception {
        OutputProbe output = newOutput();
        output.commit(0, output.write(0, 0, List.of()), output.write(0, 1, List.of()));
        output.commit(1);
        output.commit(2, output.write(2, 0, rows(0, 1)), output.write(2, 1, List.of()));
        assertVisible(output, 0, 1);
    }

    /** If it fails: does closing undo what is complete, or fail when there is nothing left to close? */
    @Rule("O2.6 a writer may be closed twice and keeps what it completed")
    void closedTwice() throws Exception {
        OutputProbe output = newOutput();
        Writer writer = output.open(0, 0);
        writer.write(Rows.of(row(0)));
        String staged = writer.complete();
        writer.close();
        writer.close();
        output.commit(0, staged);
        assertVisible(output, 0, 1);
    }

    /** If it fails: is a refused row dropped without a word, or are the rows beside it lost with it? */
    @Rule("O2.7 a row that is refused for good is handed to the rejects, and the others arrive")
    void rejects() throws Exception {
        OutputProbe output = newOutput();
        List<@Nullable Object> refused = refusedRow(output.options());
        OutputProbe.Refused rejects = new OutputProbe.Refused(columns());
        String staged;
        try (Writer writer = output.open(0, 0, rejects)) {
            writer.write(Rows.of(row(0)));
            writer.write(Rows.of(refused));
            writer.write(Rows.of(row(1)));
            staged = writer.complete();
        }
        output.commit(0, staged);
        assertVisible(output, 0, 2);
        rejects.assertAre(List.of(refused));
    }

    /** If it fails: is what the rejects threw caught and forgotten? */
    @Rule("O2.8 a task fails if the user wants it to fail at a refused row")
    void rejectsThatFail() throws Exception {
        OutputProbe output = newOutput();
        List<@Nullable Object> refused = refusedRow(output.options());
        assertThatThrownBy(() -> output.write(0, 0, List.of(row(0), refused)))
                .isInstanceOf(ConnectorException.class)
                .extracting(failure -> ((ConnectorException) failure).kind())
                .isEqualTo(ConnectorException.Kind.MALFORMED);
    }

    /** If it fails: do writers share a buffer, a file name or a connection with a state? */
    @Rule("O2.9 tasks that write at the same time do not disturb each other")
    void sideBySide() throws Exception {
        OutputProbe output = newOutput();
        List<String> staged = new ArrayList<>();
        try (Writer one = output.open(0, 0);
                Writer other = output.open(0, 1)) {
            for (int i = 0; i < 3; i++) {
                one.write(Rows.of(row(2 * i)));
                other.write(Rows.of(row(2 * i + 1)));
            }
            staged.add(one.complete());
            other.write(Rows.of(row(6)));
            staged.add(other.complete());
        }
        output.commit(0, staged.toArray(String[]::new));
        assertVisible(output, 0, 7);
    }

    // ---- O3: what is not complete

    /** If it fails: do readers see rows that may be written again? */
    @Rule("O3.1 nothing is visible before the commit")
    void nothingBeforeCommit() throws Exception {
        OutputProbe output = newOutput();
        output.needsTransactions();
        String staged;
        try (Writer writer = output.open(0, 0)) {
            writer.write(Rows.of(row(0)));
            writer.flush();
            assertVisible(output, 0, 0);
            writer.write(Rows.of(row(1)));
            staged = writer.complete();
        }
        assertVisible(output, 0, 0);
        output.commit(0, staged);
        assertVisible(output, 0, 2);
    }

    /** If it fails: does closing complete? */
    @Rule("O3.2 a writer closed without being complete leaves nothing behind")
    void abandoned() throws Exception {
        OutputProbe output = newOutput();
        output.needsTransactions();
        Writer writer = output.open(0, 0);
        writer.write(Rows.of(row(7)));
        writer.flush();
        writer.write(Rows.of(row(8)));
        writer.close();
        output.commit(0, output.write(0, 0, rows(0, 2)));
        assertVisible(output, 0, 2);
    }

    /** If it fails: is an aborted epoch taken for a committed one? */
    @Rule("O3.3 an aborted epoch leaves nothing behind and can be run again")
    void aborted() throws Exception {
        OutputProbe output = newOutput();
        output.needsTransactions();
        output.abort(0, output.write(0, 0, rows(5, 9)));
        assertVisible(output, 0, 0);
        output.commit(0, output.write(0, 0, rows(0, 2)));
        assertVisible(output, 0, 2);
    }

    // ---- O4: what is done again

    /** If it fails: is the outcome of a commit remembered only by the object that made it? */
    @Rule("O4.1 an epoch committed again is as visible as before")
    void committedAgain() throws Exception {
        OutputProbe output = newOutput();
        String one = output.write(0, 0, rows(0, 3));
        String other = output.write(0, 1, rows(3, 4));
        output.commit(0, one, other);
        output.commit(0, one, other);
        assertVisible(output, 0, 4);
    }

    /** If it fails: do the rows of an attempt whose answer nobody took become visible? */
    @Rule("O4.2 a task attempted twice counts once, as far as the output promises")
    void attemptedTwice() throws Exception {
        OutputProbe output = newOutput();
        output.write(0, 0, rows(0, 3));
        String taken = output.write(0, 0, rows(0, 3));
        output.commit(0, taken, output.write(0, 1, rows(3, 5)));
        assertVisibleAgain(output, 0, 5);
    }

    /** If it fails: does staging of a driver that died become visible, or is a partition taken for written? */
    @Rule("O4.3 an epoch run again before its commit counts once, as far as the output promises")
    void runAgainBeforeCommit() throws Exception {
        OutputProbe output = newOutput();
        output.write(0, 0, rows(0, 3));
        try (Writer dies = output.open(0, 1)) {
            dies.write(Rows.of(row(3)));
            dies.flush();
            output.commit(0, output.write(0, 0, rows(3, 6)), output.write(0, 1, rows(0, 3)));
        }
        assertVisibleAgain(output, 0, 6);
    }

    /** If it fails: is an epoch recognised by its partitions? When it is run again, rows may be in other ones. */
    @Rule("O4.4 an epoch run again after its commit counts once, as far as the output promises")
    void runAgainAfterCommit() throws Exception {
        OutputProbe output = newOutput();
        output.commit(4, output.write(4, 0, rows(0, 3)), output.write(4, 1, rows(3, 6)));
        output.commit(
                4, output.write(4, 0, rows(4, 6)), output.write(4, 1, rows(0, 3)), output.write(4, 2, rows(3, 4)));
        assertVisibleAgain(output, 0, 6);
    }

    /** If it fails: is the next epoch expected to be the last one plus one? */
    @Rule("O4.5 epochs need not be dense")
    void sparseEpochs() throws Exception {
        OutputProbe output = newOutput();
        output.commit(3, output.write(3, 0, rows(0, 2)));
        output.commit(7, output.write(7, 0, rows(2, 3)));
        output.commit(700, output.write(700, 0, rows(3, 5)));
        assertVisible(output, 0, 5);
    }

    /** If it fails: is an epoch recognised by its number alone? */
    @Rule("O4.6 two queries do not disturb each other")
    void twoQueries() throws Exception {
        OutputProbe one = newOutput();
        OutputProbe other = new OutputProbe(connector(), one.options(), columns());
        String ones = one.write(0, 0, rows(0, 2));
        String others = other.write(0, 0, rows(2, 5));
        one.commit(0, ones);
        other.commit(0, others);
        one.commit(1, one.write(1, 0, rows(5, 6)));
        assertVisible(one, 0, 6);
    }

    /** If it fails: does a later commit take all that is staged, instead of what it is told? */
    @Rule("O4.7 an attempt that ends after its epoch was committed counts no more, as far as the output promises")
    void lateAttempt() throws Exception {
        OutputProbe output = newOutput();
        try (Writer late = output.open(0, 0)) {
            late.write(Rows.of(row(0)));
            output.commit(0, output.write(0, 0, rows(0, 2)));
            late.write(Rows.of(row(1)));
            late.complete();
        }
        output.commit(1, output.write(1, 0, rows(2, 4)));
        assertVisibleAgain(output, 0, 4);
    }

    // ---- the words of the rules

    private OutputProbe newOutput() throws Exception {
        OutputConnector connector = connector();
        return new OutputProbe(connector, connector.options().read(create()), columns());
    }

    private List<List<@Nullable Object>> rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::row).toList();
    }

    private void assertRefused(String name, Columns columns, Map<String, String> given) {
        OutputConnector connector = connector();
        ConnectorException refusal = Thrown.refused(
                () -> connector.check(columns, connector.options().read(given)));
        assertThat(refusal.getMessage()).as("the refusal").contains(name);
    }

    private void assertVisible(OutputProbe output, int from, int to) throws Exception {
        assertVisible(output, rows(from, to));
    }

    private void assertVisible(OutputProbe output, List<List<@Nullable Object>> rows) throws Exception {
        assertThat(visible(output.options())).as("the rows that readers see").containsExactlyInAnyOrderElementsOf(rows);
    }

    /** After rows were written again: an output that promises no more may show them again. */
    private void assertVisibleAgain(OutputProbe output, int from, int to) throws Exception {
        if (output.check() instanceof Delivery.AtLeastOnce) {
            assertThat(new HashSet<>(visible(output.options())))
                    .as("the different rows that readers see")
                    .containsExactlyInAnyOrderElementsOf(rows(from, to));
        } else {
            assertVisible(output, from, to);
        }
    }
}
