package io.millrace.runtime.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.ConnectorException;
import io.millrace.api.Key;
import io.millrace.api.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How keys become requests, what is remembered, and that nobody waits for company that does not come. */
@Timeout(60)
class JoinerTest {
    private final String name = UUID.randomUUID().toString();
    private final Asked store = Asked.create(name);
    private final Lookups<String> lookups = new Lookups<>(Duration.ofMillis(50));
    private final Counted counted = new Counted();
    private final List<Long> undeliverable = new ArrayList<>();
    private final List<Joiner<Long, String>> open = new ArrayList<>();

    /** What a task counts. */
    private static final class Counted implements LookupMeter {
        private final AtomicInteger hits = new AtomicInteger();
        private final AtomicInteger missing = new AtomicInteger();
        private final AtomicInteger keys = new AtomicInteger();

        @Override
        public void row(Outcome outcome, boolean hit) {
            if (hit) {
                hits.incrementAndGet();
            }
            if (outcome == Outcome.MISSING) {
                missing.incrementAndGet();
            }
        }

        @Override
        public void requests(long requests, long ofKeys, long nanos) {
            keys.addAndGet((int) ofKeys);
        }

        @Override
        public void remembered(long keys) {}
    }

    @AfterEach
    void close() {
        open.forEach(Joiner::close);
    }

    @Test
    void keysAreAskedOnceInFullRequestsSeveralAtATime() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        store.before = keys -> {
            three.countDown();
            hold(three);
        };
        List<Long> rows = LongStream.range(0, 300).mapToObj(n -> n % 30).toList();
        assertThat(all(joiner(rows, Map.of("lookup.batchSize", "10", "lookup.inFlight", "3", "lookup.maxWait", "10s"))))
                .isEqualTo(rows.stream().map(n -> n + "=" + n).toList());
        assertThat(store.requests).hasSize(3).allMatch(keys -> keys.size() == 10);
    }

    @Test
    void aRowIsJoinedWhileTheNextOneDoesNotCome() throws Exception {
        BlockingQueue<Long> coming = new LinkedBlockingQueue<>();
        Joiner<Long, String> joiner = joiner(new Trickle(coming), Map.of("lookup.maxWait", "2ms"));
        for (long n = 0; n < 5; n++) {
            long begun = System.nanoTime();
            coming.add(n);
            assertThat(joiner.next()).isEqualTo(new Joined<>(n, List.of(Long.toString(n))));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void twoTasksThatAskForOneKeyShareTheRequest() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        store.before = keys -> hold(held);
        Joiner<Long, String> one = joiner(List.of(7L), Map.of());
        Joiner<Long, String> other = joiner(List.of(7L), Map.of());
        CompletableFuture<List<String>> first = CompletableFuture.supplyAsync(() -> all(one));
        CompletableFuture<List<String>> second = CompletableFuture.supplyAsync(() -> all(other));
        await().until(() -> store.requests.size() == 1);
        held.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).containsExactly("7=7");
        assertThat(second.get(20, TimeUnit.SECONDS)).containsExactly("7=7");
        assertThat(store.requests).hasSize(1);
    }

    @Test
    void whatIsNotThereIsRememberedForATimeOfItsOwn() {
        Map<String, String> options = Map.of("lookup.cacheTtl", "1ms", "lookup.cacheMissingTtl", "1h");
        all(joiner(List.of(500L), options));
        all(joiner(List.of(500L), options));
        assertThat(store.requests).hasSize(1);
        assertThat(counted.missing).hasValue(2);
        assertThat(counted.hits).hasValue(1);
        all(joiner(List.of(5L), options));
        await().until(() -> {
            all(joiner(List.of(5L), options));
            return store.requests.size() >= 3;
        });
    }

    @Test
    void noMoreIsRememberedThanTheUserAllows() {
        Map<String, String> options = Map.of("lookup.cacheSize", "0");
        all(joiner(List.of(1L, 1L), options));
        all(joiner(List.of(1L), options));
        assertThat(store.requests).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void whatFailedIsAskedAgain() {
        AtomicInteger failures = new AtomicInteger(1);
        store.before = keys -> {
            if (failures.getAndDecrement() > 0) {
                throw ConnectorException.malformed("planted", null);
            }
        };
        assertThatThrownBy(() -> all(joiner(List.of(1L), Map.of())))
                .hasMessageContaining("planted")
                .hasMessageContaining("[n] = [1]");
        assertThat(all(joiner(List.of(1L), Map.of()))).containsExactly("1=1");
    }

    @Test
    void oneKeyThatTheStoreDoesNotUnderstandFailsAlone() {
        store.before = keys -> {
            if (keys.contains(Asked.key(3))) {
                throw ConnectorException.malformed("planted", null);
            }
        };
        assertThat(all(joiner(List.of(1L, 3L, 5L), Map.of("lookup.onFailure", "deadletter"))))
                .containsExactly("1=1", "5=5");
        assertThat(undeliverable).containsExactly(3L);
    }

    @Test
    void aFaultThatPassesIsTriedAgain() {
        AtomicInteger failures = new AtomicInteger(2);
        store.before = keys -> {
            if (failures.getAndDecrement() > 0) {
                throw new IOException("planted");
            }
        };
        assertThat(all(joiner(List.of(1L), Map.of()))).containsExactly("1=1");
    }

    @Test
    void anInnerJoinLeavesOutAndALeftJoinKeepsWhatIsNotThere() {
        assertThat(all(joiner(List.of(500L, 1L), Map.of("lookup.join", "inner"))))
                .containsExactly("1=1");
        assertThat(all(joiner(List.of(500L, -1L, 1L), Map.of()))).containsExactly("500=", "-1=", "1=1");
    }

    @Test
    void aTaskThatIsStoppedStopsTakingRows() {
        BlockingQueue<Long> coming = new LinkedBlockingQueue<>();
        Trickle rows = new Trickle(coming);
        Joiner<Long, String> joiner = joiner(rows, Map.of());
        await().until(() -> rows.waiting);
        joiner.close();
        assertThat(rows.waiting).isFalse();
    }

    @Test
    void aLookUpThatNobodyUsesIsClosed() {
        all(joiner(List.of(1L), Map.of()));
        open.forEach(Joiner::close);
        await().until(() -> store.closed.get() == 1);
        assertThat(lookups.size()).isZero();
        assertThat(all(joiner(List.of(1L), Map.of()))).containsExactly("1=1");
    }

    // ---- the words of the tests

    /** Rows that come when the test lets them; it waits for the next one for ever. */
    private static final class Trickle implements Iterator<Long> {
        private final BlockingQueue<Long> coming;
        private volatile boolean waiting;

        Trickle(BlockingQueue<Long> coming) {
            this.coming = coming;
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Long next() {
            try {
                waiting = true;
                return coming.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                waiting = false;
            }
        }
    }

    private Joiner<Long, String> joiner(List<Long> rows, Map<String, String> options) {
        return joiner(new Source.Bounded<>(rows.iterator()), options);
    }

    private Joiner<Long, String> joiner(Trickle rows, Map<String, String> options) {
        return joiner(new Source.Trickling<>(rows, () -> {}), options);
    }

    /** A negative number has no key. */
    private Joiner<Long, String> joiner(Source<Long> source, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(Map.of("connector", "asked", "name", name, "retryTimeout", "5s"));
        options.putAll(more);
        LookupJob job = new LookupJob("asked", List.of("n"), List.of("text"), options);
        Joiner<Long, String> joiner = new Joiner<>(
                job, lookups, JoinerTest::text, JoinerTest::key, source, counted, (row, why) -> undeliverable.add(row));
        open.add(joiner);
        return joiner;
    }

    private static String text(Row row) {
        return row.stringAt(0);
    }

    private static @Nullable Key key(Long row) {
        return row < 0 ? null : Asked.key(row);
    }

    private static List<String> all(Joiner<Long, String> joiner) {
        List<String> all = new ArrayList<>();
        try {
            for (Joined<Long, String> one = joiner.next(); one != null; one = joiner.next()) {
                all.add(one.row() + "=" + String.join(",", one.found()));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    private static void hold(CountDownLatch latch) throws IOException {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
