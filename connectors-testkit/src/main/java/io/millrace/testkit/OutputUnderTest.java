package io.millrace.testkit;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of output as the suites see it: what they ask of the author of a connector. What a system may not be able to do is
 * asked by the methods with a default: most say that it cannot, and the rules that need it are skipped and say so.
 */
public interface OutputUnderTest {
    /** A new object of the connector, as the service loader makes it. */
    OutputConnector connector();

    /** Makes an empty target for one test alone and answers what a user would give to write to it. */
    Map<String, String> create() throws Exception;

    /** The columns that the rules write: of as many types as the target takes. */
    Columns columns();

    /**
     * A row of these columns, as {@link Rows} lists values; another one for each number, always the same for the same. If the
     * output is idempotent, the numbers differ in what rows are recognised by.
     */
    List<@Nullable Object> row(int number);

    /** The rows that a separate reader of the target sees now, in any order, with all repeats. */
    List<List<@Nullable Object>> visible(Options target) throws Exception;

    /** A row that is null wherever the target takes a null. */
    default List<@Nullable Object> rowOfNulls(int number) {
        throw Cannot.show("the test does not say which columns may be null");
    }

    /** Columns with one, {@code no_such_column}, that the target does not know. */
    default Columns withUnknownColumn() {
        return new Columns(columns().ddl() + ", no_such_column STRING");
    }

    /** Columns that lack one that the target needs, by its name. */
    default Map.Entry<String, Columns> withoutColumn() {
        throw Cannot.show("the test does not say which column the target needs");
    }

    /** Columns of which one has a type that the target does not take, by its name. */
    default Map.Entry<String, Columns> withWrongType() {
        throw Cannot.show("the test does not say which type the target does not take");
    }

    /** Options that are valid and name a target that is not there, by that name. */
    default Map.Entry<String, Map<String, String>> missing() throws Exception {
        throw Cannot.show("the test does not say how to name a target that is not there");
    }

    /** A row that the target refuses for good. */
    default List<@Nullable Object> refusedRow(Options target) throws Exception {
        throw Cannot.show("the test does not say which row the target refuses");
    }
}
