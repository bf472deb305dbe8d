package io.millrace.runtime.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose files appear as a whole or not at all. What a crash leaves half-written has a name that ends in {@link
 * #DRAFT} and is listed as no file. Safe for many threads, except for closing.
 */
interface Directory extends AutoCloseable {
    /** The end of the names of what is being written. */
    String DRAFT = ".draft";

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Tells what is all there from what a loss of power left of it. */
    @FunctionalInterface
    interface Whole {
        boolean test(InputStream in) throws IOException;
    }

    /** Makes the directory if it is not there, durably. */
    void make() throws IOException;

    /**
     * Refuses a file system where {@link #create} could not keep its promise.
     *
     * @throws io.millrace.api.ConnectorException with kind {@code SETTINGS}
     */
    void check() throws IOException;

    /** The names of what is in it, in no order; empty if the directory is not there. */
    List<String> names() throws IOException;

    /** Whether a file whose name was listed is there for all to see: the name may come a moment before. */
    boolean isSeen(String name) throws IOException;

    /** Opens a file; null if it is not there. */
    @Nullable
    InputStream open(String name) throws IOException;

    /**
     * Writes a file that nobody sees before all of it is durable. Of all that create one name at once, one succeeds. After
     * another failure the file may be there and may not; a half of it never is. Behind a large content there may be zeros, so it
     * has to say itself how long it is.
     *
     * @throws java.nio.file.FileAlreadyExistsException or another failure if the file is there
     */
    void create(String name, Content content) throws IOException;

    /** Writes a file, in place of the one of that name if there is one; a crash may take either. */
    void replace(String name, Content content) throws IOException;

    /** Removes a file; nothing happens if it is not there. */
    void delete(String name) throws IOException;

    /**
     * Finishes the files that others have written as a whole, and not shown yet because they are forcing them or died of it.
     * Nobody is disturbed.
     */
    void settle(Whole whole) throws IOException;

    /** Does the same, and removes what others left half-written; who still writes fails. */
    void sweep(Whole whole) throws IOException;

    /** A directory in this one. */
    Directory child(String name);

    /** How long to wait before it is asked again whether a file is there. */
    Duration pause();

    /** Where it is, for users to see. */
    @Override
    String toString();

    @Override
    void close() throws IOException;
}
