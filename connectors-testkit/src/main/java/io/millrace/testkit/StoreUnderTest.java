package io.millrace.testkit;

import io.millrace.api.Columns;
import io.millrace.api.StoreConnector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of store as the suites see it: what they ask of the author of a connector. What a system may not be able to do is
 * asked by the methods with a default: it is that it cannot, and the rules that need it are skipped and say so.
 */
public interface StoreUnderTest {
    /** A new object of the connector, as the service loader makes it. */
    StoreConnector connector();

    /** Makes a store with just these rows for one test alone, and answers what a user would give to read it. */
    Map<String, String> create(List<List<@Nullable Object>> rows) throws Exception;

    /** The columns of these rows: of as many types as the store has. */
    Columns columns();

    /** A row of these columns, as {@link Rows} lists values; another one for each number, always the same for the same. */
    List<@Nullable Object> row(int number);

    /** A row that is null wherever the store takes a null; another one for each number. */
    default List<@Nullable Object> rowOfNulls(int number) {
        throw Cannot.show("the test does not say which columns may be null");
    }

    /** Options that are valid and name a store that is not there, by that name. */
    default Map.Entry<String, Map<String, String>> missing() throws Exception {
        throw Cannot.show("the test does not say how to name a store that is not there");
    }
}
