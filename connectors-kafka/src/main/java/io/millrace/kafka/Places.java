package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Turns the places that users name (earliest, a time, an offset) into offsets. Used by one thread at a time. */
final class Places {
    private static final Set<String> EARLIEST = Set.of("earliest", "-2");
    private static final Set<String> LATEST = Set.of("latest", "-1");

    private final Cluster cluster;
    private final Options options;
    private final IsolationLevel isolation;

    Places(Cluster cluster, Options options) {
        this.cluster = cluster;
        this.options = options;
        Object level = Clients.consumer(options).get("isolation.level");
        this.isolation =
                "read_committed".equals(level) ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
    }

    Map<TopicPartition, Long> earliest(Set<TopicPartition> partitions) throws IOException {
        return ask(partitions, OffsetSpec.earliest(), isolation);
    }

    /** Where each partition ends for a reader: behind the last committed record, if it reads no others. */
    Map<TopicPartition, Long> latest(Set<TopicPartition> partitions) throws IOException {
        return ask(partitions, OffsetSpec.latest(), isolation);
    }

    /** Where each partition ends, open transactions included. */
    Map<TopicPartition, Long> latestWritten(Set<TopicPartition> partitions) throws IOException {
        return ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    boolean readsCommittedOnly() {
        return isolation == IsolationLevel.READ_COMMITTED;
    }

    Offsets start(StartFrom from, Layout layout) throws IOException {
        if (from instanceof StartFrom.Earliest) {
            return layout.at(earliest(layout.partitions()));
        } else if (from instanceof StartFrom.Latest) {
            return layout.at(latest(layout.partitions()));
        } else if (from instanceof StartFrom.At at) {
            return layout.at(atOrAfter(layout.partitions(), partition -> at.instant(), nothingThatLate()));
        } else if (from instanceof StartFrom.AtEach each) {
            SortedSet<TopicPartition> named = named(each.instants().keySet(), layout, "starting timestamps");
            Map<TopicPartition, Long> offsets = earliest(without(layout.partitions(), named));
            offsets.putAll(
                    atOrAfter(named, partition -> each.instants().get(Partitions.id(partition)), nothingThatLate()));
            return layout.at(offsets);
        }
        Offsets given = ((StartFrom.Exactly) from).offsets();
        checkIdentities(given, layout);
        return layout.at(exactly(given.positions(), layout, "starting offsets", EARLIEST));
    }

    KafkaTip stop(StopAt stop, Layout layout) throws IOException {
        if (stop instanceof StopAt.Now) {
            return new KafkaTip(layout.at(latest(layout.partitions())), false);
        } else if (stop instanceof StopAt.At at) {
            return new KafkaTip(
                    layout.at(atOrAfter(
                            layout.partitions(), partition -> at.instant(), InputOptions.NoneThatLate.LATEST)),
                    true);
        } else if (stop instanceof StopAt.AtEach each) {
            SortedSet<TopicPartition> named = named(each.instants().keySet(), layout, "ending timestamps");
            Map<TopicPartition, Long> offsets = latest(without(layout.partitions(), named));
            offsets.putAll(atOrAfter(
                    named,
                    partition -> each.instants().get(Partitions.id(partition)),
                    InputOptions.NoneThatLate.LATEST));
            return new KafkaTip(layout.at(offsets), true);
        }
        Offsets given = ((StopAt.Exactly) stop).offsets();
        return new KafkaTip(layout.at(exactly(given.positions(), layout, "ending offsets", LATEST)), true);
    }

    private Map<TopicPartition, Long> exactly(
            Map<String, String> given, Layout layout, String what, Set<String> otherwise) throws IOException {
        SortedSet<TopicPartition> named = named(given.keySet(), layout, what);
        Map<TopicPartition, Long> beginnings = earliest(layout.partitions());
        Map<TopicPartition, Long> ends = latest(layout.partitions());
        Map<TopicPartition, Long> result = new TreeMap<>(Assignment.ORDER);
        result.putAll(otherwise.equals(EARLIEST) ? beginnings : ends);
        for (TopicPartition partition : named) {
            String text = given.getOrDefault(Partitions.id(partition), "").trim();
            long beginning = beginnings.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            if (text.isEmpty() || EARLIEST.contains(text)) {
                result.put(partition, beginning);
            } else if (LATEST.contains(text)) {
                result.put(partition, end);
            } else {
                result.put(partition, number(text, partition, beginning, end, what));
            }
        }
        return result;
    }

    private static long number(String text, TopicPartition partition, long beginning, long end, String what) {
        try {
            long offset = Long.parseLong(text);
            if (offset >= 0 && offset <= end) {
                return offset; // one below the beginning is lost data, which is the user's policy to judge
            }
        } catch (NumberFormatException e) {
            // told below, with what would be right
        }
        throw ConnectorException.settings("The " + what + " give '" + text + "' for " + Partitions.id(partition)
                + ", which now holds offsets from " + beginning + " up to " + end
                + " (exclusive); give an offset in between, earliest or latest");
    }

    private Map<TopicPartition, Long> atOrAfter(
            Set<TopicPartition> partitions,
            Function<TopicPartition, Instant> instant,
            InputOptions.NoneThatLate strategy)
            throws IOException {
        Map<TopicPartition, OffsetSpec> questions = new TreeMap<>(Assignment.ORDER);
        partitions.forEach(partition ->
                questions.put(partition, OffsetSpec.forTimestamp(Instants.millisAtOrAfter(instant.apply(partition)))));
        Map<TopicPartition, Long> offsets = cluster.offsets(questions, isolation);
        Set<TopicPartition> none = offsets.entrySet().stream()
                .filter(entry -> entry.getValue() < 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (!none.isEmpty() && strategy == InputOptions.NoneThatLate.ERROR) {
            TopicPartition first = none.stream().min(Assignment.ORDER).orElseThrow();
            throw ConnectorException.settings("No record of " + Partitions.id(first)
                    + " is as late as the starting timestamp " + instant.apply(first)
                    + "; give an earlier one, or set startingOffsetsByTimestampStrategy=latest");
        }
        offsets.putAll(latest(none));
        return offsets;
    }

    private InputOptions.NoneThatLate nothingThatLate() {
        return options.value(InputOptions.NONE_THAT_LATE);
    }

    private Map<TopicPartition, Long> ask(Set<TopicPartition> partitions, OffsetSpec what, IsolationLevel level)
            throws IOException {
        return cluster.offsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> what)), level);
    }

    private static SortedSet<TopicPartition> named(Set<String> ids, Layout layout, String what) {
        SortedSet<TopicPartition> named = new TreeSet<>(Assignment.ORDER);
        ids.forEach(id -> named.add(Partitions.of(id)));
        SortedSet<TopicPartition> unknown = without(named, layout.partitions());
        if (!unknown.isEmpty()) {
            throw ConnectorException.settings("The " + what + " name "
                    + String.join(", ", unknown.stream().map(Partitions::id).toList())
                    + ", which this query does not read; it reads "
                    + String.join(
                            ", ",
                            layout.partitions().stream().map(Partitions::id).toList()));
        }
        return named;
    }

    private static SortedSet<TopicPartition> without(Set<TopicPartition> some, Set<TopicPartition> others) {
        SortedSet<TopicPartition> rest = new TreeSet<>(Assignment.ORDER);
        rest.addAll(some);
        rest.removeAll(others);
        return rest;
    }

    private static void checkIdentities(Offsets given, Layout layout) {
        given.identities().forEach((topic, id) -> {
            String now = layout.identities().get(topic);
            if (now != null && !now.equals(id)) {
                throw ConnectorException.settings("The starting offsets of topic '" + topic + "' belong to its id " + id
                        + ", but it was deleted and created again and is " + now
                        + " now; leave its offsets out to read it from its beginning");
            }
        });
    }
}
