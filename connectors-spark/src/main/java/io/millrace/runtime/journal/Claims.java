package io.millrace.runtime.journal;

import io.millrace.api.Identified;
import io.millrace.runtime.journal.IdentityTable.Entry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which identified batches a partition holds for sure, and which are on their way into it. What is on its way counts as held
 * only once its segment is durable. Safe for many threads.
 */
final class Claims {
    private final int most;
    private final Identities held;
    /** What may be read, though nobody knows whether it is durable: it is stored again, and the planner leaves one out. */
    private final Identities suspected;

    private final long keptMicros;
    private final Map<Identity, Claim> underWay = new HashMap<>();

    /** What tells one batch from another. */
    private record Identity(String sender, long number) {
        static Identity of(Identified batch) {
            return new Identity(batch.sender(), batch.number());
        }
    }

    Claims(int most, Duration kept) {
        this.most = most;
        this.held = new Identities(most);
        this.suspected = new Identities(most);
        this.keptMicros = kept.dividedBy(ChronoUnit.MICROS.getDuration());
    }

    /** Parts what a caller brings into what is new, what others are bringing at this moment, and what is here. */
    synchronized Claim claim(List<Identified> batches) {
        List<Identified> fresh = new ArrayList<>();
        Set<Claim> others = new LinkedHashSet<>();
        Claim claim = new Claim(this, fresh, others);
        for (Identified batch : batches) {
            Identity identity = Identity.of(batch);
            Claim other = underWay.get(identity);
            if (other != null) {
                others.add(other);
            } else if (!batch.events().isEmpty() && !held.contains(batch.sender(), batch.number())) {
                underWay.put(identity, claim);
                fresh.add(batch);
            }
        }
        return claim;
    }

    /** Nothing of it is on its way any more. */
    synchronized void release(List<Identified> batches) {
        batches.forEach(batch -> underWay.remove(Identity.of(batch)));
    }

    synchronized boolean isEmpty() {
        return held.isEmpty() && suspected.isEmpty();
    }

    /** The batches of a segment that is there and may not be durable. */
    synchronized void suspect(List<Entry> entries, long sealedMicros) {
        entries.forEach(entry -> suspected.add(entry.sender(), entry.number(), sealedMicros));
    }

    /** The batches of a segment that is durable. */
    synchronized void hold(List<Entry> entries, long sealedMicros) {
        entries.forEach(entry -> held.add(entry.sender(), entry.number(), sealedMicros));
    }

    /** What the segments of an earlier writer hold. */
    synchronized void hold(Identities earlier) {
        earlier.spans().forEach(held::add);
    }

    /** What is to be remembered on, at a moment; what is too old is forgotten. */
    synchronized List<Identities.Span> remembered(long nowMicros) {
        held.forgetBefore(nowMicros - keptMicros);
        suspected.forgetBefore(nowMicros - keptMicros);
        if (suspected.isEmpty()) {
            return held.spans();
        }
        Identities all = new Identities(most);
        held.spans().forEach(all::add);
        suspected.spans().forEach(all::add);
        return all.spans();
    }
}
