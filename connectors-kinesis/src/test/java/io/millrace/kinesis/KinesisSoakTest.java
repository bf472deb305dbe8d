package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Budget;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.runtime.Planner;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.ResilientReader;
import io.millrace.runtime.SavedOffsets;
import io.millrace.testkit.server.KinesisFaults;
import io.millrace.testkit.server.KinesisProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A stream that is written, split and merged all the while is read batch by batch, while calls fail, pages come empty and short, times
 * go back and forth and planners are started anew: nothing is lost, doubled or out of order, and what is read again is the same.
 */
class KinesisSoakTest {
    private final KinesisInput connector = new KinesisInput();

    /** What a run did. */
    private record Outcome(int records, int batches, int reshards, int restarts) {
        Outcome and(Outcome other) {
            return new Outcome(
                    records + other.records,
                    batches + other.batches,
                    reshards + other.reshards,
                    restarts + other.restarts);
        }
    }

    @Test
    @Timeout(120)
    void nothingIsLostDoubledOrOutOfOrder() throws Exception {
        run(Emulator.lite(), 40, 4);
    }

    @Test
    @Timeout(120)
    void norOnTheOtherEmulator() throws Exception {
        run(Emulator.local(), 16, 3);
    }

    @Test
    @Tag("soak")
    @Timeout(1_200)
    void norInMoreThanSixtyThousandRecordsOnBoth() throws Exception {
        Outcome all = run(Emulator.lite(), 4_400, 44);
        // This emulator slows down with the size of a stream.
        for (int stream = 0; stream < 3; stream++) {
            all = all.and(run(Emulator.local(), 200, 8));
        }
        System.out.println("soak of kinesis, in all: " + all);
        assertThat(all.records()).isGreaterThan(60_000);
        assertThat(all.reshards()).isGreaterThanOrEqualTo(60);
        assertThat(all.restarts()).isGreaterThanOrEqualTo(30);
    }

    private Outcome run(Emulator emulator, int requests, int reshards) throws Exception {
        String stream = emulator.stream(2);
        try (KinesisProxy proxy = emulator.ownProxy()) {
            Options options = ReadOptions.with(connector).read(withConnector(proxy, stream));
            Upheaval upheaval = new Upheaval(emulator.server(), stream);
            Offsets at;
            try (Planner planner = planner(options)) {
                at = planner.start(new StartFrom.Earliest());
            }
            proxy.faults().someCalls(0.03);
            proxy.faults().disorder(Duration.ofSeconds(3));
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                int parts = reshards + 1;
                for (int i = 0; i < parts; i++) {
                    upheaval.write((requests + parts - 1) / parts);
                    if (i < reshards) {
                        upheaval.reshard();
                    }
                }
            });
            return read(options, at, upheaval, writing, proxy.faults());
        }
    }

    private Outcome read(
            Options options, Offsets from, Upheaval upheaval, CompletableFuture<Void> writing, KinesisFaults faults)
            throws Exception {
        long begun = System.nanoTime();
        Random random = new Random(5);
        List<String> read = new ArrayList<>();
        List<Offsets> batches = new ArrayList<>(List.of(from));
        List<List<String>> contents = new ArrayList<>();
        int restarts = 0;
        int differing = 0;
        Planner planner = planner(options);
        boolean last = false;
        while (true) {
            boolean written = writing.isDone();
            Offsets at = batches.get(batches.size() - 1);
            Budget budget = switch (random.nextInt(4)) {
                case 0 -> Budget.ofRecords(40);
                case 1 -> Budget.UNLIMITED;
                default -> Budget.ofRecords(1_000);
            };
            faults.shortPages(random.nextInt(4) == 0);
            Offsets next = planner.next(at, budget);
            if (next.equals(at)) {
                if (written && last) {
                    break;
                }
                last = written;
                continue;
            }
            last = false;
            batches.add(next);
            contents.add(content(planner, options, at, next));
            read.addAll(contents.get(contents.size() - 1));
            int again = random.nextInt(contents.size());
            differing += same(planner, options, batches, contents, again) ? 0 : 1;
            if (contents.size() % 3 == 0) {
                planner.close();
                // What a checkpoint keeps is text.
                batches.set(
                        batches.size() - 1,
                        SavedOffsets.read(connector.name(), SavedOffsets.write(connector.name(), next)));
                planner = planner(options);
                restarts++;
            }
        }
        writing.get(1, TimeUnit.MINUTES);
        faults.shortPages(false);
        for (int i = 0; i < contents.size(); i++) {
            differing += same(planner, options, batches, contents, i) ? 0 : 1;
        }
        planner.close();
        upheaval.check(read);
        assertThat(differing)
                .as("batches that were different when they were read again")
                .isZero();
        Outcome outcome = new Outcome(read.size(), contents.size(), upheaval.reshards(), restarts);
        System.out.println("soak of kinesis: " + outcome + " in " + (System.nanoTime() - begun) / 1_000_000_000 + " s");
        return outcome;
    }

    private boolean same(
            Planner planner, Options options, List<Offsets> batches, List<List<String>> contents, int batch)
            throws Exception {
        return content(planner, options, batches.get(batch), batches.get(batch + 1))
                .equals(contents.get(batch));
    }

    /** What a batch reads, in the worst order in which its tasks could run: children before their parents. */
    private List<String> content(Planner planner, Options options, Offsets from, Offsets to) throws Exception {
        List<Range> ranges = new ArrayList<>(planner.plan(from, to));
        Collections.reverse(ranges);
        List<String> values = new ArrayList<>();
        for (Range range : ranges) {
            try (ResilientReader reader =
                    new ResilientReader(connector, range, EnumSet.allOf(Field.class), options, new ReadMetrics())) {
                for (Event event = reader.next(); event != null; event = reader.next()) {
                    values.add(new String(event.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    private Planner planner(Options options) {
        return new Planner(connector, options, new ReadMetrics());
    }

    private static Map<String, String> withConnector(KinesisProxy proxy, String stream) {
        Map<String, String> given = Emulator.reading(proxy, stream);
        given.put("connector", "kinesis");
        return given;
    }
}
