package io.millrace.kafka;

import io.millrace.api.Advance;
import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The planning side of Kafka: topics, offsets and nothing else, through one admin client.
 *
 * <p>A partition that appears while a query runs is read from its beginning. Where that is not offset 0, because retention was
 * faster, the beginning is first put into the offsets, without any records, so that the plan still depends on nothing but
 * the offsets.
 */
final class KafkaLog implements Log {
    private final Cluster cluster;
    private final Options options;
    private final Selection selection;
    private final Places places;
    private final RecordSizes sizes;
    private final GroupOffsets group;
    /** Partitions whose saved offset was seen to be there still; from then on readers notice if it goes. */
    private final Set<String> seen = new HashSet<>();

    private KafkaLog(Cluster cluster, Options options) {
        this.cluster = cluster;
        this.options = options;
        this.selection = new Selection(cluster, options);
        this.places = new Places(cluster, options);
        this.sizes = new RecordSizes(cluster, places);
        this.group = new GroupOffsets(cluster, options);
    }

    static KafkaLog open(Options options) throws IOException {
        KafkaLog log = new KafkaLog(Cluster.of(options), options);
        try {
            log.selection.first();
            return log;
        } catch (ConnectorException e) {
            log.close();
            throw KafkaFailures.atStart(e);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    @Override
    public Offsets start(StartFrom from) throws IOException {
        return places.start(from, selection.first());
    }

    @Override
    public Tip tip(StopAt stop) throws IOException {
        return places.stop(stop, selection.now()).tip();
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
        Offsets ends = reachable(from, KafkaTip.of(tip));
        Tip dense = DenseOffsets.tip(ends);
        Map<String, Long> late = lateBeginnings(from, ends);
        Offsets entered = late.keySet().stream().reduce(ends, Offsets::without, (some, other) -> other);
        Advance advance = DenseOffsets.advance(from, DenseOffsets.tip(entered), sizes.inRecords(budget, from, dense));
        checkBeginnings(from, ends);
        return Advance.to(with(advance.end(), late));
    }

    @Override
    public Advance discover(Offsets from) throws IOException {
        Offsets ends = reachable(from, KafkaTip.of(tip(new StopAt.Now())));
        Advance discovered = DenseOffsets.discover(from, DenseOffsets.tip(ends));
        return Advance.to(with(discovered.end(), lateBeginnings(from, ends)));
    }

    @Override
    public List<Range> plan(Offsets from, Offsets to) {
        return RangeSplits.of(options).split(DenseOffsets.plan(from, to));
    }

    @Override
    public Map<String, Backlog> behind(Offsets from, Tip tip) {
        return DenseOffsets.behind(from, DenseOffsets.tip(KafkaTip.of(tip).ends()));
    }

    @Override
    public Optional<Offsets> ends(Tip tip) {
        return Optional.of(KafkaTip.of(tip).ends());
    }

    @Override
    public void committed(Offsets upTo) throws IOException {
        group.write(upTo);
    }

    @Override
    public void close() {
        cluster.close();
    }

    /**
     * The ends of a tip where it is no loss that reading is beyond them: the user chose an earlier end, or transactions that are
     * still open hide records that were read before without regard to them.
     */
    private Offsets reachable(Offsets from, KafkaTip tip) throws IOException {
        Map<TopicPartition, Long> beyond = new TreeMap<>(Assignment.ORDER);
        tip.ends().positions().forEach((partition, end) -> {
            long at = DenseOffsets.number(from.position(partition));
            if (at > DenseOffsets.number(end) && from.sameIncarnation(Offsets.streamOf(partition), tip.ends())) {
                beyond.put(Partitions.of(partition), at);
            }
        });
        Offsets ends = tip.ends();
        if (beyond.isEmpty() || !(tip.chosen() || places.readsCommittedOnly())) {
            return ends;
        }
        Map<TopicPartition, Long> written = places.latestWritten(beyond.keySet());
        for (Map.Entry<TopicPartition, Long> entry : beyond.entrySet()) {
            if (entry.getValue() <= written.getOrDefault(entry.getKey(), 0L)) {
                ends = ends.with(Partitions.id(entry.getKey()), Long.toString(entry.getValue()));
            }
        }
        return ends;
    }

    /** Where the partitions begin that are new to a query, of those that do not begin at 0. */
    private Map<String, Long> lateBeginnings(Offsets from, Offsets ends) throws IOException {
        Set<TopicPartition> newcomers = new HashSet<>();
        ends.positions().keySet().forEach(partition -> {
            if (!from.positions().containsKey(partition)) {
                newcomers.add(Partitions.of(partition));
            }
        });
        Map<String, Long> late = new TreeMap<>();
        places.earliest(newcomers).forEach((partition, beginning) -> {
            if (beginning > 0) {
                late.put(Partitions.id(partition), beginning);
            }
        });
        return late;
    }

    private static Offsets with(Offsets offsets, Map<String, Long> more) {
        Offsets all = offsets;
        for (Map.Entry<String, Long> entry : more.entrySet()) {
            all = all.with(entry.getKey(), Long.toString(entry.getValue()));
        }
        return all;
    }

    /** Looks once, for all partitions together, whether retention has overtaken the offsets that a query starts with. */
    private void checkBeginnings(Offsets from, Offsets ends) throws IOException {
        SortedMap<TopicPartition, Long> unseen = new TreeMap<>(Assignment.ORDER);
        from.positions().forEach((partition, position) -> {
            if (!seen.contains(partition) && ends.positions().containsKey(partition)) {
                unseen.put(Partitions.of(partition), DenseOffsets.number(position));
            }
        });
        Map<TopicPartition, Long> beginnings = places.earliest(unseen.keySet());
        StringBuilder lost = new StringBuilder();
        Offsets resume = from;
        for (Map.Entry<TopicPartition, Long> entry : unseen.entrySet()) {
            String partition = Partitions.id(entry.getKey());
            long beginning = beginnings.getOrDefault(entry.getKey(), 0L);
            if (entry.getValue() < beginning && !from.position(partition).isEmpty()) {
                lost.append(lost.isEmpty() ? "" : "; ")
                        .append("'" + partition + "' begins at " + beginning + " now, after the saved offset "
                                + entry.getValue() + ": retention or a deletion of records was faster");
                resume = resume.with(partition, Long.toString(beginning));
            } else {
                seen.add(partition);
            }
        }
        if (!lost.isEmpty()) {
            throw new DataLossException(lost.toString(), resume);
        }
    }
}
