package io.millrace.bench;

import java.util.Map;

/** A store that is looked up: rows of {@code id BIGINT, name STRING}, and what its own client does. */
interface Shelf extends AutoCloseable {
    /** The connector's name, and that of the results. */
    String name();

    /** Puts as many rows in as there are keys, in the place of those that are there. */
    void fill(long keys) throws Exception;

    /** What a user gives to look them up. */
    Map<String, String> options();

    /** The column of the key. */
    String key();

    /** How many of these keys the client finds with one request, and with the right names. Safe for many threads. */
    long batch(long[] keys) throws Exception;

    /** Whether the client finds a key with a request of its own, and with the right name. Safe for many threads. */
    boolean one(long key) throws Exception;

    @Override
    void close() throws Exception;

    /** The name of a row. */
    static String nameOf(long key) {
        return "name " + key;
    }
}
