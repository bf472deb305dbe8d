package io.millrace.testkit;

import io.millrace.api.Event;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A kind of log as the suites see it: what they ask of the author of a connector. What a system may not be able to do is asked
 * by the methods with a default: it is that it cannot, and the rules that need it are skipped and say so.
 */
public interface LogUnderTest {
    /** A new object of the connector, as the service loader makes it. */
    LogConnector connector();

    /** Makes an empty log for one test alone and answers what a user would give to read the whole of it. */
    Map<String, String> create(int partitions) throws Exception;

    /**
     * Appends events with these values to a partition, in this order; returns when they can be read. Their keys, headers and
     * times are free.
     *
     * @param partition the number of the partition: those a log was made with come first, later ones follow
     */
    void append(Options log, int partition, List<String> values) throws Exception;

    /**
     * Appends events with just these keys, values, headers and times, which are whole milliseconds; their positions do not count.
     * A system that does not hold one of these calls {@code Cannot.show}.
     */
    default void appendExactly(Options log, int partition, List<Event> events) throws Exception {
        throw Cannot.show("the test does not say how to append events with keys, headers and times");
    }

    /** Adds an empty partition. */
    default void addPartition(Options log) throws Exception {
        throw Cannot.show("the test does not say how to add a partition");
    }

    /** Closes a partition for good and adds an empty one that goes on for it. */
    default void replacePartition(Options log, int partition) throws Exception {
        throw Cannot.show("the test does not say how to close a partition");
    }

    /** Removes the oldest events of a partition; returns when nobody can read them any more. */
    default void dropOldest(Options log, int partition, int events) throws Exception {
        throw Cannot.show("the test does not say how to drop the oldest events");
    }

    /** Deletes the log with all its partitions. */
    default void delete(Options log) throws Exception {
        throw Cannot.show("the test does not say how to delete a log");
    }

    /** Deletes the log and makes it again under the same name, with as many partitions, empty. */
    default void recreate(Options log) throws Exception {
        throw Cannot.show("the test does not say how to make a log anew");
    }

    /**
     * Options that are valid and name something that is not there.
     *
     * @return the name that is not there, and the options
     */
    default Map.Entry<String, Map<String, String>> missing() throws Exception {
        throw Cannot.show("the test does not say how to name a log that is not there");
    }

    /** How long to wait for an event that was appended. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** The number of bytes of a large value. */
    default int large() {
        return 1 << 20;
    }
}
