package io.millrace.kinesis;

import java.io.IOException;

/** A way in which records come into a {@link ShardCursor}. One thread. */
interface Supply extends AutoCloseable {
    /** Waits for records, at most so long; none may come. Called when none is left in the cursor. */
    void more(long nanos) throws IOException;

    @Override
    void close();
}
