package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Budget;
import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.runtime.journal.JournalOptions.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Batches with an identity go to two receivers at random, again and again, while disks fail, receivers and the planner start anew
 * and segments are removed: what was acknowledged is read, once and whole, and a plan that is made again is the same.
 */
class IdentifiedModelTest {
    private static final int STEPS = 300;
    private static final int IDENTITIES = 60;

    @TempDir
    Path directory;

    private final Set<Integer> acknowledged = new TreeSet<>();
    private final List<String> read = new ArrayList<>();
    private final List<FaultyDirectory> disks = new ArrayList<>();
    private final List<Journal> journals = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsAcknowledgedIsReadOnceAndWhole(long seed) throws Exception {
        Random random = new Random(seed);
        for (int receiver = 0; receiver < 2; receiver++) {
            Path place = directory.resolve(Integer.toString(receiver));
            disks.add(new FaultyDirectory(new LocalDirectory(place, Durability.WRITTEN)));
            journals.add(open(receiver));
        }
        Log log = log();
        Offsets at = log.start(new StartFrom.Earliest());
        for (int step = 0; step < STEPS; step++) {
            int what = random.nextInt(20);
            if (what < 13) {
                put(random);
            } else if (what < 15) {
                int receiver = random.nextInt(2);
                journals.get(receiver).close();
                journals.set(receiver, open(receiver));
            } else if (what < 16) {
                log = log();
            } else {
                Budget budget = what < 18
                        ? new Budget(1 + random.nextInt(6), Long.MAX_VALUE, Budget.UNLIMITED.span())
                        : Budget.UNLIMITED;
                Offsets to = log.advance(at, log.tip(new StopAt.Now()), budget).end();
                List<Range> plan = log.plan(at, to);
                assertThat(log.plan(at, to)).isEqualTo(plan);
                assertThat(log().plan(at, to)).as("planned by another one").isEqualTo(plan);
                read(plan);
                at = to;
                log.committed(at);
            }
        }
        Offsets end = log.start(new StartFrom.Latest());
        read(log.plan(at, end));
        for (Journal journal : journals) {
            journal.close();
        }
        assertThat(read).doesNotHaveDuplicates();
        for (int identity : acknowledged) {
            int first = read.indexOf(identity + "-0");
            assertThat(first).as("the place of %s", identity).isNotNegative();
            assertThat(read.subList(first, first + 3))
                    .containsExactly(identity + "-0", identity + "-1", identity + "-2");
        }
        assertThat(acknowledged).hasSize(IDENTITIES);
    }

    private void put(Random random) throws InterruptedException {
        int receiver = random.nextInt(2);
        List<Identified> batches = new ArrayList<>();
        Set<Integer> identities = new TreeSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int identity = random.nextInt(IDENTITIES);
            identities.add(identity);
            batches.add(new Identified(
                    "sender-" + identity % 3,
                    identity,
                    Journals.events(identity + "-0", identity + "-1", identity + "-2")));
        }
        int fault = random.nextInt(10);
        if (fault == 0) {
            disks.get(receiver).full.set(1);
        } else if (fault == 1) {
            disks.get(receiver).unsure.set(1);
        }
        try {
            journals.get(receiver).putOnce(batches);
            acknowledged.addAll(identities);
        } catch (IOException told) {
            assertThat(told).isNotNull();
        } finally {
            disks.get(receiver).full.set(0);
            disks.get(receiver).unsure.set(0);
        }
    }

    private Journal open(int receiver) throws IOException {
        return new Journal(new SegmentFiles(disks.get(receiver)), Journals.options(directory));
    }

    private Log log() throws IOException {
        JournalDirectory journal =
                JournalDirectory.of(Journals.options(directory), org.apache.hadoop.conf.Configuration::new);
        return new JournalLog("s", journal, 2, Duration.ZERO, 10_000, Clock.systemUTC());
    }

    private void read(List<Range> plan) throws IOException {
        for (Range range : plan) {
            SegmentFiles files = new SegmentFiles(Journals.local(directory.resolve(range.part())));
            try (RangeReader reader = new JournalReader(range, files)) {
                for (Event event = reader.next(); event != null; event = reader.next()) {
                    read.add(Journals.value(event));
                }
            }
        }
    }
}
