package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What holds for any offsets, tip and budget. A failure names its seed: {@code -Dmillrace.seed=N} runs that one again. */
class DenseOffsetsPropertiesTest {
    private static final int CASES = 300;
    private static final long HUGE = Long.MAX_VALUE / 8;

    private interface Property {
        void holds(Case of);
    }

    /** One random log: where reading stands, where the log ends, how much a batch may take. */
    private record Case(Offsets from, Offsets ends, Budget budget) {
        static Case of(Random random, long longest) {
            SortedMap<String, String> from = new TreeMap<>();
            SortedMap<String, String> ends = new TreeMap<>();
            int partitions = random.nextInt(8);
            for (int i = 0; i < partitions; i++) {
                long end = random.nextInt(4) == 0 ? 0 : below(random, longest);
                long start = random.nextInt(4) == 0 ? end : below(random, end + 1);
                ends.put("s/" + i, Long.toString(end));
                if (random.nextInt(5) > 0) {
                    from.put("s/" + i, Long.toString(start));
                }
            }
            return new Case(
                    Offsets.of(from),
                    Offsets.of(ends),
                    Budget.ofRecords(1 + below(random, random.nextBoolean() ? 10 : longest)));
        }

        private static long below(Random random, long bound) {
            return (long) (random.nextDouble() * bound);
        }

        Tip tip() {
            return DenseOffsets.tip(ends);
        }

        Offsets next() {
            return DenseOffsets.advance(from, tip(), budget).end();
        }

        long at(Offsets offsets, String partition) {
            return DenseOffsets.number(offsets.position(partition));
        }

        long waiting(String partition) {
            return at(ends, partition) - at(from, partition);
        }
    }

    @Test
    void advance_lies_between_where_it_was_and_the_tip() {
        always(HUGE, one -> {
            Offsets next = one.next();
            assertThat(next.positions().keySet())
                    .isEqualTo(one.ends().positions().keySet());
            next.positions()
                    .keySet()
                    .forEach(partition -> assertThat(one.at(next, partition))
                            .isBetween(one.at(one.from(), partition), one.at(one.ends(), partition)));
        });
    }

    @Test
    void shares_exceed_the_budget_by_no_more_than_one_for_each_waiting_partition() {
        always(HUGE, one -> {
            Offsets next = one.next();
            long taken = 0;
            long waitingPartitions = 0;
            for (String partition : one.ends().positions().keySet()) {
                taken = Math.addExact(taken, one.at(next, partition) - one.at(one.from(), partition));
                waitingPartitions += one.waiting(partition) > 0 ? 1 : 0;
            }
            assertThat(taken).isLessThanOrEqualTo(one.budget().records() + waitingPartitions);
        });
    }

    @Test
    void each_partition_that_waits_moves() {
        always(HUGE, one -> {
            Offsets next = one.next();
            one.ends()
                    .positions()
                    .keySet()
                    .forEach(partition -> assertThat(one.at(next, partition) > one.at(one.from(), partition))
                            .isEqualTo(one.waiting(partition) > 0));
        });
    }

    @Test
    void a_budget_that_is_enough_for_all_is_used_as_far_as_events_go() {
        always(1000, one -> {
            Offsets next = one.next();
            long waiting = total(one, one.ends());
            long partitions = one.ends().positions().size();
            assertThat(total(one, next))
                    .isGreaterThanOrEqualTo(Math.min(waiting, one.budget().records()) - partitions);
        });
    }

    @Test
    void advancing_again_and_again_reads_each_number_once_and_stops_at_the_tip() {
        always(200, one -> {
            SortedMap<String, List<Long>> read = new TreeMap<>();
            Offsets at = one.from();
            long steps = 0;
            while (true) {
                Offsets next = DenseOffsets.advance(at, one.tip(), one.budget()).end();
                DenseOffsets.plan(at, next).forEach(range -> {
                    assertThat(DenseOffsets.number(range.start())).isLessThan(DenseOffsets.number(range.end()));
                    LongStream.range(DenseOffsets.number(range.start()), DenseOffsets.number(range.end()))
                            .forEach(read.computeIfAbsent(range.partition(), p -> new ArrayList<>())::add);
                });
                if (next.equals(at)) {
                    break;
                }
                at = next;
                assertThat(++steps).as("steps").isLessThanOrEqualTo(201);
            }
            assertThat(at).isEqualTo(one.ends());
            SortedMap<String, List<Long>> expected = new TreeMap<>();
            one.ends().positions().keySet().forEach(partition -> {
                if (one.waiting(partition) > 0) {
                    expected.put(
                            partition,
                            LongStream.range(one.at(one.from(), partition), one.at(one.ends(), partition))
                                    .boxed()
                                    .toList());
                }
            });
            assertThat(read).isEqualTo(expected);
        });
    }

    @Test
    void the_backlog_is_what_an_unlimited_plan_would_read() {
        always(HUGE, one -> {
            SortedMap<String, Long> planned = new TreeMap<>();
            one.ends().positions().keySet().forEach(partition -> planned.put(partition, 0L));
            DenseOffsets.plan(one.from(), one.ends())
                    .forEach(range -> planned.put(
                            range.partition(), DenseOffsets.number(range.end()) - DenseOffsets.number(range.start())));
            SortedMap<String, Long> behind = new TreeMap<>();
            DenseOffsets.behind(one.from(), one.tip())
                    .forEach((partition, backlog) ->
                            behind.put(partition, backlog.records().orElseThrow()));
            assertThat(behind).isEqualTo(planned);
        });
    }

    private static long total(Case one, Offsets to) {
        return one.ends().positions().keySet().stream()
                .mapToLong(partition -> one.at(to, partition) - one.at(one.from(), partition))
                .sum();
    }

    private static void always(long longest, Property property) {
        Long asked = Long.getLong("millrace.seed");
        LongStream seeds = asked == null ? ThreadLocalRandom.current().longs(CASES) : LongStream.of(asked);
        seeds.forEach(seed -> {
            Case one = Case.of(new Random(seed), longest);
            try {
                property.holds(one);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", " + one + ": " + e.getMessage(), e);
            }
        });
    }
}
