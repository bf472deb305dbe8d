package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.Tip;
import io.millrace.testkit.server.KinesisFaults.Trimmed;
import io.millrace.testkit.server.KinesisShard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What planning and reading of Kinesis keep, whatever happens, asked of any connector: also of broken ones, which must fail. */
final class Invariants {
    private final LogConnector connector;

    Invariants(LogConnector connector) {
        this.connector = connector;
    }

    private Rig rig(int shards) throws Exception {
        return new Rig(connector, shards);
    }

    void k1EveryEndIsARecordThatWasSeen() throws Exception {
        try (Rig rig = rig(2)) {
            rig.faults().disorder(Duration.ofSeconds(3));
            Offsets from = rig.earliest();
            Set<String> there = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                there.addAll(rig.write(0, i * 5, i * 5 + 5));
                there.addAll(rig.write(1, i * 3, i * 3 + 3));
                Tip tip = rig.tip();
                for (Budget budget : List.of(
                        Budget.ofRecords(2),
                        new Budget(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofMillis(2)),
                        Budget.UNLIMITED)) {
                    from = rig.log().advance(from, tip, budget).end();
                    assertThat(from.positions().values())
                            .as("the ends of a batch of at most %s", budget)
                            .allMatch(end -> Position.parse(end).kind() == Position.Kind.BEGINNING
                                    || there.contains(Position.parse(end).sequence()));
                }
            }
        }
    }

    void k2ARangeReadTwiceIsEqual() throws Exception {
        try (Rig rig = rig(1)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 20);
            Offsets to = rig.next(from);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> rig.write(0, 20, 60));
            List<String> first = rig.read(from, to);
            for (int i = 0; i < 5; i++) {
                assertThat(rig.read(from, to)).isEqualTo(first);
            }
            writer.get(20, TimeUnit.SECONDS);
            assertThat(first).isEqualTo(numbers(0, 20));
        }
    }

    void k3ARangeDoesNotGrow() throws Exception {
        try (Rig rig = rig(1)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 5);
            Offsets to = rig.next(from);
            rig.write(0, 5, 9);
            assertThat(rig.read(from, to)).isEqualTo(numbers(0, 5));
            assertThat(rig.read(to, rig.next(to))).isEqualTo(numbers(5, 9));
        }
    }

    void k4CutsInsideAMillisecondAreSafe() throws Exception {
        try (Rig rig = rig(1)) {
            Offsets from = rig.earliest();
            KinesisShard shard = Rig.emulator().shard(rig.stream(), 0);
            List<Map<String, String>> entries = IntStream.range(0, 30)
                    .mapToObj(i -> Map.of(
                            "PartitionKey", "k",
                            "ExplicitHashKey", shard.firstHash(),
                            "Data", Base64.getEncoder().encodeToString(Emulator.bytes("" + i))))
                    .toList();
            Rig.emulator().server().call("PutRecords", Map.of("StreamName", rig.stream(), "Records", entries));
            List<Double> times = Rig.emulator().records(rig.stream(), shard.id()).stream()
                    .map(one -> one.path("ApproximateArrivalTimestamp").asDouble())
                    .toList();
            assertThat(IntStream.of(7, 14, 21, 28))
                    .as("cuts between two records of one millisecond, of %s", times)
                    .anyMatch(cut -> times.get(cut - 1).equals(times.get(cut)));
            assertThat(rig.readTo(from, rig.tip(), Budget.ofRecords(7))).isEqualTo(numbers(0, 30));
        }
    }

    void k5PositionsNeverMoveBack() throws Exception {
        try (Rig rig = rig(2)) {
            rig.faults().disorder(Duration.ofSeconds(2));
            Offsets from = rig.earliest();
            for (int i = 0; i < 4; i++) {
                rig.write(0, i * 2, i * 2 + 2);
                Offsets next = rig.next(from);
                from.positions()
                        .forEach((id, position) -> assertThat(
                                        Position.parse(next.position(id)).compareTo(Position.parse(position)))
                                .as("%s from %s to %s", id, position, next.position(id))
                                .isNotNegative());
                assertThat(next.positions().get(rig.id(0)))
                        .isNotEqualTo(from.positions().get(rig.id(0)));
                assertThat(rig.next(next)).as("with nothing new").isEqualTo(next);
                from = next;
            }
            rig.restart();
            assertThat(rig.next(from)).as("after a restart").isEqualTo(from);
        }
    }

    void k6AnEmptyPageEndsNothing() throws Exception {
        try (Rig rig = rig(2)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 30);
            rig.write(1, 0, 30);
            rig.faults().emptyPages(0.5);
            rig.faults().shortPages(true);
            List<String> both = new ArrayList<>(numbers(0, 30));
            both.addAll(numbers(0, 30));
            for (Budget budget : List.of(Budget.UNLIMITED, Budget.ofRecords(17))) {
                rig.restart();
                assertThat(rig.readTo(from, rig.tip(), budget))
                        .as("all that was there, in batches of %s", budget)
                        .containsExactlyInAnyOrderElementsOf(both);
            }
        }
    }

    void k7AnErrorIsNeverNoData() throws Exception {
        for (String action : List.of("ListShards", "GetRecords", "DescribeStreamSummary", "GetShardIterator")) {
            try (Rig rig = rig(1)) {
                Offsets from = rig.earliest();
                rig.write(0, 0, 3);
                rig.restart();
                rig.faults().refuse(action, "AccessDeniedException");
                ConnectorException failure = catchThrowableOfType(ConnectorException.class, () -> rig.next(from));
                assertThat(failure).as("planning while %s fails", action).isNotNull();
                rig.faults().none();
                assertThat(rig.read(from, rig.next(from))).isEqualTo(numbers(0, 3));
            }
        }
    }

    void k8NoChildBeforeItsParentsWereRead() throws Exception {
        try (Rig rig = rig(2)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 5);
            rig.write(1, 0, 5);
            rig.merge(0, 1);
            rig.write(2, 5, 9);
            rig.split(2);
            rig.write(3, 9, 12);
            Tip tip = rig.tip();
            for (Budget budget : List.of(Budget.UNLIMITED, Budget.ofRecords(3))) {
                List<Offsets> batches = rig.batches(from, tip, budget);
                List<String> read = new ArrayList<>();
                for (int i = 1; i < batches.size(); i++) {
                    Map<String, Range> ranges = new TreeMap<>();
                    rig.log()
                            .plan(batches.get(i - 1), batches.get(i))
                            .forEach(range -> ranges.put(range.part(), range));
                    for (KinesisShard shard : Rig.emulator().server().shards(rig.stream())) {
                        assertThat(!ranges.containsKey(shard.id())
                                        || shard.parents().stream().noneMatch(ranges::containsKey))
                                .as("parent and child in one batch: %s", ranges)
                                .isTrue();
                    }
                    read.addAll(rig.read(batches.get(i - 1), batches.get(i)));
                }
                assertThat(read).hasSize(17);
                assertThat(read.stream()
                                .filter(one -> Integer.parseInt(one) >= 5)
                                .toList())
                        .isEqualTo(numbers(5, 12));
                assertThat(read.subList(0, 10)).containsAll(numbers(0, 5));
            }
        }
    }

    void k9TheUnreadTailOfAClosedShardIsRead() throws Exception {
        try (Rig rig = rig(1)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 3);
            Offsets middle = rig.next(from);
            rig.write(0, 3, 8);
            rig.split(0);
            rig.write(1, 8, 10);
            assertThat(rig.readTo(middle, rig.tip(), Budget.UNLIMITED)).isEqualTo(numbers(3, 10));
            rig.restart();
            assertThat(rig.readTo(from, rig.tip(), Budget.ofRecords(2))).isEqualTo(numbers(0, 10));
        }
    }

    void k10AParentThatWasReadIsNotReadAgain() throws Exception {
        try (Rig rig = rig(1)) {
            rig.write(0, 0, 3);
            rig.split(0);
            rig.write(1, 3, 5);
            List<Offsets> batches = rig.batches(rig.earliest(), rig.tip(), Budget.UNLIMITED);
            Offsets reached = batches.get(batches.size() - 1);
            assertThat(reached.positions()).doesNotContainKey(rig.id(0));
            rig.write(1, 5, 6);
            rig.restart();
            // The parent is listed still, until its records are too old.
            assertThat(rig.readTo(reached, rig.tip(), Budget.UNLIMITED)).isEqualTo(numbers(5, 6));
        }
    }

    void k11ARestartPlansTheSame() throws Exception {
        try (Rig rig = rig(2)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 20);
            rig.write(1, 0, 9);
            rig.split(1);
            rig.write(2, 9, 12);
            Tip tip = rig.tip();
            for (Budget budget : List.of(
                    Budget.ofRecords(5),
                    new Budget(Long.MAX_VALUE, 20, Duration.ofDays(1)),
                    new Budget(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofMillis(5)),
                    Budget.UNLIMITED)) {
                List<Offsets> planned = rig.batches(from, tip, budget);
                List<Offsets> again = new ArrayList<>(List.of(from));
                for (int i = 1; i < planned.size(); i++) {
                    rig.restart();
                    Advance advance = rig.log().advance(again.get(i - 1), tip, budget);
                    again.add(advance.end());
                }
                assertThat(again).as("in batches of %s", budget).isEqualTo(planned);
            }
        }
    }

    void k12WhatIsGoneIsTold() throws Exception {
        for (Trimmed shows : Trimmed.values()) {
            try (Rig rig = rig(1)) {
                Offsets from = rig.earliest();
                List<String> numbers = rig.write(0, 0, 6);
                Offsets all = rig.next(from);
                Offsets first =
                        rig.log().advance(from, rig.tip(), Budget.ofRecords(1)).end();
                rig.faults().trim(rig.stream(), "shardId-000000000000", numbers.get(3), shows);
                rig.faults().expire(rig.stream());
                rig.restart();
                assertThat(lossOf(() -> rig.read(first, all)))
                        .as("a start that is gone, %s", shows)
                        .isNotNull();
                DataLossException planning = lossOf(() -> rig.next(first));
                assertThat(planning).as("planning from what is gone, %s", shows).isNotNull();
                assertThat(rig.readTo(planning.resumeFrom(), rig.tip(), Budget.UNLIMITED))
                        .as("what is left, %s", shows)
                        .isEqualTo(numbers(3, 6));
            }
        }
        try (Rig rig = rig(1)) {
            Offsets from = rig.earliest();
            List<String> numbers = rig.write(0, 0, 6);
            Offsets first =
                    rig.log().advance(from, rig.tip(), Budget.ofRecords(2)).end();
            rig.faults().trim(rig.stream(), "shardId-000000000000", numbers.get(4), Trimmed.SILENT);
            assertThat(lossOf(() -> rig.read(from, first)))
                    .as("an end that is gone")
                    .isNotNull();
        }
        try (Rig rig = rig(1)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 6);
            Offsets first =
                    rig.log().advance(from, rig.tip(), Budget.ofRecords(2)).end();
            rig.split(0);
            rig.faults().forget(rig.stream(), "shardId-000000000000");
            rig.write(1, 6, 8);
            DataLossException loss = lossOf(() -> rig.next(first));
            assertThat(loss).as("a shard that is gone before it was read").isNotNull();
            assertThat(rig.readTo(loss.resumeFrom(), rig.tip(), Budget.UNLIMITED))
                    .as("what is left")
                    .isEqualTo(numbers(6, 8));
        }
    }

    void k13AQuietShardIsNoLoss() throws Exception {
        for (Trimmed shows : Trimmed.values()) {
            try (Rig rig = rig(1)) {
                Offsets from = rig.earliest();
                rig.write(0, 0, 3);
                Offsets read = rig.next(from);
                List<String> later = rig.write(0, 3, 4);
                Offsets all = rig.next(read);
                // All that was read is too old by now, and what is still to come is not there yet.
                String unborn = later.get(0) + "0";
                rig.faults().trim(rig.stream(), "shardId-000000000000", unborn, shows);
                rig.restart();
                assertThat(rig.next(all)).as("a quiet shard, %s", shows).isEqualTo(all);
            }
            try (Rig rig = rig(1)) {
                Offsets from = rig.earliest();
                rig.write(0, 0, 3);
                Offsets read = rig.next(from);
                List<String> later = rig.write(0, 3, 4);
                rig.faults().trim(rig.stream(), "shardId-000000000000", later.get(0), shows);
                rig.restart();
                assertThat(rig.readTo(read, rig.tip(), Budget.UNLIMITED))
                        .as("what comes then, %s", shows)
                        .isEqualTo(numbers(3, 4));
            }
        }
        // Its time is kept up, a few times in the retention.
        try (Rig rig = rig(1)) {
            rig.write(0, 0, 1);
            Offsets read = rig.next(rig.earliest());
            Position at = Position.parse(read.position(rig.id(0)));
            long longAgo = at.asOf() - Duration.ofHours(20).toMillis();
            Offsets old = read.with(rig.id(0), at.asOf(longAgo).text());
            Offsets renewed = rig.next(old);
            assertThat(Position.parse(renewed.position(rig.id(0))).asOf()).isGreaterThan(at.asOf() - 10_000);
            assertThat(rig.next(renewed)).isEqualTo(renewed);
            assertThat(rig.log().plan(old, renewed)).isEmpty();
        }
    }

    void k14TimeAloneMakesNoRange() throws Exception {
        try (Rig rig = rig(1)) {
            rig.write(0, 0, 2);
            Offsets at = rig.next(rig.earliest());
            String id = rig.id(0);
            String later = Position.parse(at.position(id)).asOf(1).text();
            assertThat(rig.log().plan(at, at.with(id, later))).isEmpty();
            assertThat(rig.read(new Range(id, at.position(id), later))).isEmpty();
            assertThat(rig.read(new Range(id, "H@1", "H@2"))).isEmpty();
        }
    }

    void k15ARecordBudgetIsKept() throws Exception {
        try (Rig rig = rig(2)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 25);
            rig.write(1, 0, 11);
            Tip tip = rig.tip();
            for (int budget : List.of(1, 2, 9, 20)) {
                List<Offsets> batches = rig.batches(from, tip, Budget.ofRecords(budget));
                int all = 0;
                for (int i = 1; i < batches.size(); i++) {
                    int records = rig.read(batches.get(i - 1), batches.get(i)).size();
                    assertThat(records).as("of at most %s", budget).isBetween(1, Math.max(2, budget));
                    all += records;
                }
                assertThat(all).isEqualTo(36);
            }
        }
    }

    void k16NoCutInsideAStoredRecord() throws Exception {
        try (Rig rig = rig(1)) {
            Offsets from = rig.earliest();
            KinesisShard shard = Rig.emulator().shard(rig.stream(), 0);
            List<byte[]> stored = new ArrayList<>();
            for (int i = 0; i < 12; i += 4) {
                stored.add(Aggregates.of(numbers(i, i + 4), "42"));
            }
            Rig.emulator().server().put(rig.stream(), shard, "a", stored);
            List<Offsets> batches = rig.batches(from, rig.tip(), Budget.ofRecords(1));
            List<String> read = new ArrayList<>();
            for (int i = 1; i < batches.size(); i++) {
                List<String> batch = rig.read(batches.get(i - 1), batches.get(i));
                assertThat(batch).as("a batch of whole stored records").hasSize(4);
                read.addAll(batch);
            }
            assertThat(read).isEqualTo(numbers(0, 12));
        }
    }

    void k17PlannerAndReadersShareOnePace() throws Exception {
        long perSecond = 5;
        try (Rig rig = new Rig(connector, 1, Map.of("callsPerSecond", Long.toString(perSecond)))) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 3);
            Offsets to = rig.next(from);
            rig.proxy().forgetCalls();
            long begun = System.nanoTime();
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 3 * perSecond; i++) {
                    assertThat(readWhole(rig, from, to)).isEqualTo(numbers(0, 3));
                }
            });
            for (int i = 0; i < perSecond; i++) {
                assertThat(rig.next(to)).isEqualTo(to);
            }
            reading.get(30, TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat((double) rig.proxy().calls("GetRecords"))
                    .as("calls of one shard in %s s, a second's worth of them at once", seconds)
                    .isLessThanOrEqualTo(perSecond + seconds * perSecond + 1);
        }
    }

    /** The rule that an earlier method broke: arrival times that go back and forth lose nothing. */
    void disorderLosesNothing() throws Exception {
        try (Rig rig = rig(1)) {
            Offsets from = rig.earliest();
            rig.faults().disorder(Duration.ofSeconds(2));
            List<String> read = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                rig.write(0, i * 4, i * 4 + 4);
                Offsets to = rig.next(from);
                read.addAll(rig.read(from, to));
                from = to;
            }
            assertThat(read).isEqualTo(numbers(0, 32));
        }
    }

    private static List<String> readWhole(Rig rig, Offsets from, Offsets to) {
        try {
            return rig.read(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Doing {
        void run() throws Exception;
    }

    private static DataLossException lossOf(Doing doing) {
        return catchThrowableOfType(DataLossException.class, doing::run);
    }

    static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }
}
