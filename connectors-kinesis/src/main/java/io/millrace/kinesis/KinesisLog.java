package io.millrace.kinesis;

import io.millrace.api.Advance;
import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The planning side of one stream. A batch ends only at records that were seen here, or at the end of a shard; so each range can be
 * read again, and is complete or says that it is not. What is kept in memory saves calls and decides nothing: a planner that was
 * just started plans the same.
 *
 * <p>It rests on one thing that Kinesis does not state in so many words: once a record was returned, no record with a lower
 * sequence number comes into that shard any more.
 */
final class KinesisLog implements Log {
    private static final long SUMMARY_AGE = Duration.ofMinutes(1).toNanos();

    private final StreamApi api;
    private final Fan fan;
    private final Heads heads;
    private final Starts starts;
    private final Limits limits;
    /** Shards whose saved position was seen to be there still; from then on readers notice if it goes. */
    private final Set<String> sure = new HashSet<>();

    private StreamApi.@Nullable Summary summary;
    private long summaryAt;
    private Map<String, String> firsts = Map.of();

    private KinesisLog(Options options, String stream) {
        this.api = StreamApi.of(options, stream);
        this.fan = new Fan(options.value(InputOptions.PLANNING_THREADS).intValue());
        this.heads = new Heads(api, fan);
        this.starts = new Starts(api, heads, fan);
        this.limits = new Limits(api, heads);
    }

    static KinesisLog open(Options options, String stream) throws IOException {
        KinesisLog log = new KinesisLog(options, stream);
        try {
            log.api.summary();
            return log;
        } catch (ConnectorException e) {
            log.close();
            throw KinesisFailures.atStart(e);
        }
    }

    @Override
    public Offsets start(StartFrom from) throws IOException {
        Snapshot now = look();
        if (!now.exists()) {
            throw ConnectorException.settings("There is no stream '" + api.stream()
                    + "'; create it, or correct streamName, region or endpointUrl");
        }
        return offsets(starts.start(from, now), now);
    }

    @Override
    public Tip tip(StopAt stop) throws IOException {
        Snapshot now = look();
        return now.withHeads(starts.stop(stop, now)).tip();
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
        Snapshot now = Snapshot.of(tip);
        SortedMap<String, Position> tracked = tracked(from, now);
        confirm(tracked, from, now);
        SortedMap<String, Position> behind = new TreeMap<>(tracked);
        behind.entrySet().removeIf(entry -> entry.getValue().compareTo(head(entry.getKey(), now)) >= 0);
        Budget share = Limits.share(budget, Math.max(1, behind.size()));
        SortedMap<String, Position> end = new TreeMap<>(tracked);
        if (Limits.limited(budget)) {
            end.putAll(fan.each(behind, (shard, at) -> limits.end(shard, at, head(shard, now), share, now.time())));
        } else {
            behind.keySet().forEach(shard -> end.put(shard, head(shard, now)));
        }
        end.replaceAll((shard, at) -> behind.containsKey(shard) ? at : Quiet.refreshed(at, head(shard, now), now));
        return moved(tracked, end, now);
    }

    @Override
    public Advance discover(Offsets from) throws IOException {
        StreamApi.Shards listed = api.shards();
        Snapshot now = listed == null ? Snapshot.NONE : snapshot(listed, new TreeMap<>());
        SortedMap<String, Position> tracked = tracked(from, now);
        return moved(tracked, new TreeMap<>(tracked), now);
    }

    @Override
    public List<Range> plan(Offsets from, Offsets to) {
        return ranges(from, to);
    }

    /** The ranges between two offsets. Those whose positions differ in time alone are empty, and left out. */
    static List<Range> ranges(Offsets from, Offsets to) {
        return from.rangesTo(to).stream()
                .filter(range -> Position.parse(range.start()).compareTo(Position.parse(range.end())) < 0)
                .toList();
    }

    @Override
    public Map<String, Backlog> behind(Offsets from, Tip tip) {
        Snapshot now = Snapshot.of(tip);
        Map<String, Backlog> behind = new TreeMap<>();
        now.heads().forEach((shard, head) -> {
            String id = id(shard);
            String text = from.positions().get(id);
            Position at = text == null ? null : Position.parse(text);
            if (at != null && at.compareTo(head) < 0) {
                Optional<Duration> time = at.asOf() < 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofMillis(Math.max(0, now.time() - at.asOf())));
                behind.put(id, new Backlog(OptionalLong.empty(), OptionalLong.empty(), time));
            }
        });
        return behind;
    }

    @Override
    public Optional<Offsets> ends(Tip tip) {
        Snapshot now = Snapshot.of(tip);
        return now.exists() ? Optional.of(offsets(now.heads(), now)) : Optional.empty();
    }

    @Override
    public void close() {
        fan.close();
    }

    private Snapshot look() throws IOException {
        StreamApi.Shards listed = api.shards();
        if (listed == null) {
            return Snapshot.NONE;
        }
        Snapshot now = snapshot(listed, new TreeMap<>());
        return now.exists() ? now.withHeads(heads.look(listed, now.retention())) : now;
    }

    private Snapshot snapshot(StreamApi.Shards listed, SortedMap<String, Position> seen) throws IOException {
        StreamApi.Summary stream = summary(listed);
        return stream == null
                ? Snapshot.NONE
                : new Snapshot(stream.identity(), listed.time(), stream.retention(), listed.byId(), seen);
    }

    /** What the stream is. Asked again now and then, and when a shard has begun with another number than before. */
    private StreamApi.@Nullable Summary summary(StreamApi.Shards listed) throws IOException {
        Map<String, String> now = new TreeMap<>();
        listed.byId().forEach((id, shard) -> now.put(id, shard.first()));
        boolean same = firsts.entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(now.getOrDefault(entry.getKey(), entry.getValue())));
        if (summary == null || !same || firsts.isEmpty() || System.nanoTime() - summaryAt > SUMMARY_AGE) {
            summary = api.summary();
            summaryAt = System.nanoTime();
        }
        firsts = now;
        return summary;
    }

    /** The positions of offsets by shard, once it is sure that they are of this very stream and that none of its shards is gone. */
    private SortedMap<String, Position> tracked(Offsets from, Snapshot now) {
        String stream = api.stream();
        SortedMap<String, Position> tracked = new TreeMap<>();
        from.positions().forEach((id, text) -> {
            if (!Offsets.streamOf(id).equals(stream)) {
                throw ConnectorException.settings("The saved offsets are those of stream '" + Offsets.streamOf(id)
                        + "', not of '" + stream + "'; use another checkpoint, or correct streamName");
            }
            tracked.put(id.substring(stream.length() + 1), Position.parse(text));
        });
        String before = from.identities().get(stream);
        if (!now.exists() && !(tracked.isEmpty() && before == null)) {
            throw new DataLossException("Stream '" + stream + "' is gone", from.withoutStream(stream));
        }
        if (before != null && !before.equals(now.identity())) {
            throw new DataLossException(
                    "Stream '" + stream + "' was deleted and created anew: it is " + now.identity() + " now, and was "
                            + before,
                    from.withoutStream(stream));
        }
        checkListed(from, tracked, now);
        return tracked;
    }

    private void checkListed(Offsets from, SortedMap<String, Position> tracked, Snapshot now) {
        List<String> gone = new ArrayList<>();
        Offsets resume = from;
        for (Map.Entry<String, Position> entry : tracked.entrySet()) {
            if (!entry.getValue().isEnd() && !now.shards().containsKey(entry.getKey())) {
                gone.add("'" + id(entry.getKey()) + "' is no longer listed, and was read only up to "
                        + entry.getValue().text());
                resume = resume.without(id(entry.getKey()));
            }
        }
        if (!gone.isEmpty()) {
            throw new DataLossException(String.join("; ", gone), resume);
        }
    }

    /** Looks once at each saved position, for all shards together, whether retention has overtaken it. */
    private void confirm(SortedMap<String, Position> tracked, Offsets from, Snapshot now) throws IOException {
        SortedMap<String, Position> unsure = new TreeMap<>(tracked);
        unsure.keySet().removeAll(sure);
        unsure.values().removeIf(Position::isEnd);
        String rest = Position.beginning(now.time()).text();
        SortedMap<String, Optional<DataLossException>> checked = fan.each(unsure, (shard, at) -> {
            try {
                new ShardCursor(api, shard, at, rest).confirm();
                return Optional.empty();
            } catch (DataLossException e) {
                return Optional.of(e);
            }
        });
        List<String> lost = new ArrayList<>();
        Offsets resume = from;
        for (Map.Entry<String, Optional<DataLossException>> entry : checked.entrySet()) {
            String shard = entry.getKey();
            if (entry.getValue().isPresent()) {
                DataLossException loss = entry.getValue().get();
                lost.add(String.valueOf(loss.getMessage()));
                resume = resume.with(id(shard), loss.resumeFrom().position(id(shard)));
            } else {
                sure.add(shard);
            }
        }
        if (!lost.isEmpty()) {
            throw new DataLossException(String.join("; ", lost), resume);
        }
    }

    /** The offsets with the shards that enter and without those that leave, by what was read before this batch. */
    private Advance moved(SortedMap<String, Position> tracked, SortedMap<String, Position> end, Snapshot now) {
        if (!now.exists()) {
            return Advance.to(Offsets.NONE);
        }
        Lineage lineage = new Lineage(now.shards());
        SortedMap<String, Position> entering = lineage.entering(tracked, now.time());
        sure.addAll(entering.keySet());
        end.putAll(entering);
        Set<String> finished = new HashSet<>();
        for (String shard : lineage.leaving(end)) {
            Position before = tracked.get(shard);
            if (before != null && before.isEnd()) {
                end.remove(shard);
                finished.add(id(shard));
            }
        }
        return new Advance(offsets(end, now), finished);
    }

    private Offsets offsets(SortedMap<String, Position> positions, Snapshot now) {
        SortedMap<String, String> texts = new TreeMap<>();
        positions.forEach((shard, position) -> texts.put(id(shard), position.text()));
        return new Offsets(texts, new TreeMap<>(Map.of(api.stream(), now.identity())));
    }

    private static Position head(String shard, Snapshot now) {
        // A shard that is younger than the tip has nothing before it.
        return now.heads().getOrDefault(shard, Position.beginning(-1));
    }

    private String id(String shard) {
        return api.stream() + "/" + shard;
    }
}
