package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program that reads changes as Spark does: it notes where a batch ends, reads it, and notes that it is done; killed in between, it
 * reads the noted batch again, into a file of its own. While there is a file {@code hold} it stops amid each batch. Arguments: where
 * to keep notes, and options as NAME=VALUE.
 */
final class WatchingDriver {
    private static final ChangesInput INPUT = new ChangesInput();

    private final Path notes;
    private final Options options;

    private WatchingDriver(Path notes, Options options) {
        this.notes = notes;
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new TreeMap<>(Map.of("connector", INPUT.name()));
        for (int i = 1; i < args.length; i++) {
            given.put(args[i].substring(0, args[i].indexOf('=')), args[i].substring(args[i].indexOf('=') + 1));
        }
        new WatchingDriver(Path.of(args[0]), ReadOptions.with(INPUT).read(given)).run();
    }

    private void run() throws IOException, InterruptedException {
        try (Planner planner = new Planner(INPUT, options, new ReadMetrics())) {
            if (!exists("offsets-0")) {
                note("offsets-0", SavedOffsets.write(INPUT.name(), planner.start(new StartFrom.Earliest())));
            }
            int batch = 0;
            while (exists("done-" + (batch + 1))) {
                batch++;
            }
            System.out.println("begins after batch " + batch);
            while (true) {
                boolean isLast = exists("stop");
                if (!exists("offsets-" + (batch + 1))) {
                    Offsets next =
                            planner.next(offsets(batch), batch % 3 == 0 ? Budget.ofRecords(60) : Budget.UNLIMITED);
                    if (next.equals(offsets(batch))) {
                        if (isLast) {
                            return;
                        }
                        continue;
                    }
                    note("offsets-" + (batch + 1), SavedOffsets.write(INPUT.name(), next));
                }
                read(planner, batch + 1);
                batch++;
                note("done-" + batch, "");
            }
        }
    }

    private void read(Planner planner, int batch) throws IOException, InterruptedException {
        int attempt = 1;
        while (exists("out-" + batch + "-" + attempt)) {
            attempt++;
        }
        int read = 0;
        try (BufferedWriter out = Files.newBufferedWriter(notes.resolve("out-" + batch + "-" + attempt))) {
            for (Range range : planner.plan(offsets(batch - 1), offsets(batch))) {
                try (ResilientReader reader = new ResilientReader(
                        INPUT, range, EnumSet.of(Field.KEY, Field.POSITION), options, new ReadMetrics())) {
                    for (Event event = reader.next(); event != null; event = reader.next()) {
                        out.write(
                                range.stream() + " " + new String(event.key(), UTF_8) + " " + event.position() + "\n");
                        out.flush();
                        if (++read == 3 && exists("hold")) {
                            awaitKill();
                        }
                    }
                }
            }
        }
    }

    private void awaitKill() throws IOException, InterruptedException {
        note("held", "");
        throw new IllegalStateException("Not killed in time: " + new CountDownLatch(1).await(60, TimeUnit.SECONDS));
    }

    private Offsets offsets(int batch) throws IOException {
        return SavedOffsets.read(INPUT.name(), Files.readString(notes.resolve("offsets-" + batch)));
    }

    private boolean exists(String name) {
        return Files.exists(notes.resolve(name));
    }

    private void note(String name, String text) throws IOException {
        Path written = Files.writeString(notes.resolve(name + ".new"), text);
        Files.move(written, notes.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
