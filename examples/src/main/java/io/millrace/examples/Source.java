package io.millrace.examples;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What carries the posts: the feeder hands them over at one end, and Millrace reads them at the other.
 *
 * <ol>
 *   <li>The pipeline is started with {@link #options}.
 *   <li>{@link #open} lets posts in.
 *   <li>The feeder hands over posts, in a thread of its own, and then asks for the last answers.
 *   <li>When everything has arrived, it is closed.
 * </ol>
 */
interface Source extends AutoCloseable {
    /** How often a post comes out that was handed over once. */
    enum Delivery {
        /** Exact ranges of a log are read: once. */
        ONCE,
        /**
         * A sender pushes, and sends again what it is not sure of: at least once. It may hold posts for a while, and each reader
         * has a receiver, which keeps a core.
         */
        AT_LEAST_ONCE
    }

    /** The name of the connector that reads it. */
    String connector();

    /** The connector's options for one reader of the pipeline, counted from 0. Each reader gets all posts. */
    Map<String, String> options(int reader);

    /** How often a post comes out. */
    Delivery delivery();

    /** Starts whatever it takes to let posts in, and says what that is, if anything. */
    Optional<String> open();

    /**
     * Hands over a post.
     *
     * @param answer told once the post is taken, or why it is not; perhaps in another thread
     */
    void send(String author, byte[] line, Consumer<Optional<Exception>> answer);

    /** Comes back when all answers are given. */
    void flush();

    /** What of it can be killed. */
    List<Victim> victims();

    @Override
    void close();
}
