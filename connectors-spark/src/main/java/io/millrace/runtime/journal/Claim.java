package io.millrace.runtime.journal;

import io.millrace.api.Identified;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What one caller brings into a journal, and whatever else its answer depends on. Safe for many threads. */
final class Claim {
    private final Claims claims;
    private final List<Identified> fresh;
    private final Collection<Claim> others;
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile @Nullable IOException failure;

    /**
     * A claim, which is filled before anybody else sees it.
     *
     * @param others who brings what this caller brought too; perhaps this claim itself
     */
    Claim(Claims claims, List<Identified> fresh, Collection<Claim> others) {
        this.claims = claims;
        this.fresh = fresh;
        this.others = others;
    }

    /** The batches that are to be sealed for this caller. */
    List<Identified> fresh() {
        return fresh;
    }

    /** Ends it; a failure if what is fresh was not sealed. */
    void settle(@Nullable IOException why) {
        failure = why;
        claims.release(fresh);
        settled.countDown();
    }

    /** Waits for those who bring the same; a repeat gets the answer of the first. */
    void awaitOthers() throws IOException, InterruptedException {
        for (Claim other : others) {
            other.settled.await();
            IOException why = other.failure;
            if (why != null) {
                throw new IOException(why.getMessage(), why);
            }
        }
    }
}
