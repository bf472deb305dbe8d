package io.millrace.testkit;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Intake;
import io.millrace.api.PushConnector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A kind of push source as the suite sees it: what it asks of the author of a connector. What a system may not be able to do is
 * asked by the methods with a default, which say that it cannot: the rules that need it are skipped and say so.
 */
public interface PushUnderTest {
    /** A new object of the connector, as the service loader makes it. */
    PushConnector connector();

    /**
     * What a user would give to start an intake: with a fixed place to listen at that nobody else has, so that it can be
     * started there again. Another place each time it is asked.
     */
    Map<String, String> options() throws Exception;

    /** A new connection to what was started, as a sender of its own. */
    Sender sender(Intake intake) throws IOException;

    /**
     * An event as it should arrive, with all that this source can carry: headers, a key, a time. Another one for each number,
     * always the same for the same; its position is of no account.
     */
    Event event(int number);

    /** Speaks to an intake as the system itself does. One thread, but it may be closed by another one while it waits. */
    interface Sender extends AutoCloseable {
        /**
         * Sends events as one batch and comes back when they are acknowledged.
         *
         * @throws IOException if the intake tells that they were not taken, or is gone
         */
        void send(List<Event> events) throws IOException;

        /** Ends the connection. */
        @Override
        void close() throws IOException;
    }

    /** Options that are valid and cannot work on this machine, by a word that their refusal must hold. */
    default Map.Entry<String, Map<String, String>> impossible() throws Exception {
        throw Cannot.show("the test does not say which options cannot work here");
    }

    /** An event whose value is as large as the source should carry, at least a megabyte. */
    default Event largeEvent() {
        throw Cannot.show("the test does not say how large an event may be");
    }

    /** Begins to send events as one batch, and breaks the connection before all of it is sent. */
    default void breakOff(Intake intake, List<Event> events) throws IOException {
        throw Cannot.show("the test does not say how a batch breaks off");
    }

    /**
     * Sends a batch under an identity, by a connection of its own, and comes back when it is acknowledged.
     *
     * @throws IOException if the intake tells that it was not taken, or is gone
     */
    default void sendOnce(Intake intake, Identified batch) throws IOException {
        throw Cannot.show("the source's senders have no way to give a batch an identity");
    }

    /** The most batches of different senders that the source puts at the same time. */
    default int concurrentPuts() {
        return 4;
    }

    /** How long the rules wait for what should come soon. */
    default Duration patience() {
        return Duration.ofSeconds(15);
    }
}
