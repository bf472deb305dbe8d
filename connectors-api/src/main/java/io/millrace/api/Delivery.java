package io.millrace.api;

import java.util.Objects;

/** What an output promises when an epoch is run again. */
public sealed interface Delivery {
    /** An epoch that is run again may write its rows again. */
    record AtLeastOnce() implements Delivery {}

    /**
     * An epoch that is run again overwrites what it wrote before.
     *
     * @param identity by what rows are recognised, for users to read: {@code "_id"}
     */
    record Idempotent(String identity) implements Delivery {
        /** Checks that the identity is there. */
        public Idempotent {
            Objects.requireNonNull(identity, "identity");
        }
    }

    /**
     * As {@link Idempotent}, in a target that shows of all values the one with the highest time: every epoch has a time of its
     * own, which its writers are given as {@link WriteTask#epochMillis}. So an attempt of an earlier epoch that comes late
     * changes nothing.
     *
     * @param identity by what rows are recognised, for users to read: {@code "country, id"}
     */
    record Timed(String identity) implements Delivery {
        /** Checks that the identity is there. */
        public Timed {
            Objects.requireNonNull(identity, "identity");
        }
    }

    /**
     * Nothing is visible before the committer says so, and an epoch becomes visible once.
     *
     * @param committer makes epochs visible; the caller closes it
     */
    record Transactional(Committer committer) implements Delivery {
        /** Checks that the committer is there. */
        public Transactional {
            Objects.requireNonNull(committer, "committer");
        }
    }
}
