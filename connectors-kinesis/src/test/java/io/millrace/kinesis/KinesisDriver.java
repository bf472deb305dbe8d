package io.millrace.kinesis;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program that reads a stream as Spark does: it notes where a batch ends, reads it, and notes that it is done; killed in between,
 * it reads the noted batch again. Arguments: where to keep notes, and options as NAME=VALUE.
 */
final class KinesisDriver {
    private final Path notes;
    private final Options options;
    private final KinesisInput connector = new KinesisInput();

    private KinesisDriver(Path notes, Options options) {
        this.notes = notes;
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new TreeMap<>(Map.of("connector", "kinesis"));
        for (int i = 1; i < args.length; i++) {
            given.put(args[i].substring(0, args[i].indexOf('=')), args[i].substring(args[i].indexOf('=') + 1));
        }
        new KinesisDriver(Path.of(args[0]), ReadOptions.with(new KinesisInput()).read(given)).run();
    }

    private void run() throws Exception {
        Random random = new Random();
        try (Planner planner = new Planner(connector, options, new ReadMetrics())) {
            if (!exists("offsets-0")) {
                note("offsets-0", SavedOffsets.write(connector.name(), planner.start(new StartFrom.Earliest())));
            }
            int batch = 0;
            while (exists("done-" + (batch + 1))) {
                batch++;
            }
            System.out.println("begins after batch " + batch);
            while (true) {
                boolean last = exists("stop");
                Offsets from = offsets(batch);
                if (!exists("offsets-" + (batch + 1))) {
                    Budget budget = random.nextInt(3) == 0 ? Budget.ofRecords(50) : Budget.UNLIMITED;
                    Offsets next = planner.next(from, budget);
                    if (next.equals(from)) {
                        if (last) {
                            return;
                        }
                        continue;
                    }
                    note("offsets-" + (batch + 1), SavedOffsets.write(connector.name(), next));
                }
                batch++;
                read(planner, from, offsets(batch), batch);
                note("done-" + batch, "");
            }
        }
    }

    private void read(Planner planner, Offsets from, Offsets to, int batch) throws IOException, InterruptedException {
        Path out = notes.resolve("out-" + batch);
        List<String> before = Files.exists(out) ? Files.readAllLines(out) : List.of();
        if (!before.isEmpty() && !Files.readString(out).endsWith("\n")) {
            before = before.subList(0, before.size() - 1);
        }
        List<String> read = new ArrayList<>();
        List<Range> ranges = new ArrayList<>(planner.plan(from, to));
        Collections.reverse(ranges);
        int hold = exists("hold") ? Integer.parseInt(Files.readString(notes.resolve("hold"))) : 0;
        try (BufferedWriter writer = Files.newBufferedWriter(out)) {
            for (Range range : ranges) {
                try (ResilientReader reader =
                        new ResilientReader(connector, range, EnumSet.of(Field.VALUE), options, new ReadMetrics())) {
                    for (Event event = reader.next(); event != null; event = reader.next()) {
                        read.add(new String(event.value(), StandardCharsets.UTF_8));
                        writer.write(read.get(read.size() - 1) + "\n");
                        writer.flush();
                        if (read.size() == hold) {
                            awaitKill();
                        }
                    }
                }
            }
        }
        if (before.size() > read.size() || !read.subList(0, before.size()).equals(before)) {
            note("differs-" + batch, before + "\n" + read);
        }
        if (!before.isEmpty()) {
            note("again-" + batch, "");
        }
    }

    /** With some rows of a batch out and others not. */
    private void awaitKill() throws IOException, InterruptedException {
        note("held", "");
        throw new IllegalStateException("Not killed in time: " + new CountDownLatch(1).await(60, TimeUnit.SECONDS));
    }

    private Offsets offsets(int batch) throws IOException {
        return SavedOffsets.read(connector.name(), Files.readString(notes.resolve("offsets-" + batch)));
    }

    private boolean exists(String name) {
        return Files.exists(notes.resolve(name));
    }

    private void note(String name, String text) throws IOException {
        Path written = Files.writeString(notes.resolve(name + ".new"), text);
        Files.move(written, notes.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
