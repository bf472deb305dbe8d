package io.millrace.testkit;

import io.millrace.api.KeyedStoreConnector;
import java.util.List;

/** A store in which rows are looked up, as the suite sees it. */
public interface LookupUnderTest extends StoreUnderTest {
    /** A new object of the connector, as the service loader makes it. */
    @Override
    KeyedStoreConnector connector();

    /** Columns that make a key, other values for each number. */
    List<String> key();

    /** Several columns that make a key, other values for each number, and other values in each of the columns. */
    default List<String> compositeKey() {
        throw Cannot.show("the store has no keys of several columns");
    }

    /** Columns that make a key which each row shares with some other of the first twelve numbers. */
    default List<String> sharedKey() {
        throw Cannot.show("a key has one row at most");
    }

    /** A column of bytes that makes a key, other values for each number. */
    default String binaryKey() {
        throw Cannot.show("the store has no keys of bytes");
    }

    /** Key columns of which one, {@code no_such_column}, is not there. */
    default List<String> unknownKey() {
        return List.of("no_such_column");
    }
}
