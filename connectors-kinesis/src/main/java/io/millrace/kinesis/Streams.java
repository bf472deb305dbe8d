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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Several streams as one log: each is planned for itself, and a batch is what there is of all of them. A limit is shared evenly among
 * those that have something. A stream that is not in saved offsets is new, and begins with its oldest record.
 */
final class Streams implements Log {
    private static final String BETWEEN = "\f";

    private final SortedMap<String, Log> logs = new TreeMap<>();

    private Streams() {}

    /** The log of one stream or of several. */
    static Log open(Options options) throws IOException {
        List<String> names = options.value(InputOptions.STREAMS);
        if (names.size() == 1) {
            return KinesisLog.open(options, names.get(0));
        }
        Streams streams = new Streams();
        try {
            for (String name : names) {
                streams.logs.put(name, KinesisLog.open(options, name));
            }
            return streams;
        } catch (IOException | RuntimeException e) {
            streams.close();
            throw e;
        }
    }

    @Override
    public Offsets start(StartFrom from) throws IOException {
        Offsets all = Offsets.NONE;
        for (Map.Entry<String, Log> entry : logs.entrySet()) {
            StartFrom mine = from instanceof StartFrom.Exactly exactly
                    ? new StartFrom.Exactly(only(checked(exactly.offsets()), entry.getKey()))
                    : from;
            all = joined(all, entry.getValue().start(mine));
        }
        return all;
    }

    @Override
    public Tip tip(StopAt stop) throws IOException {
        List<String> tokens = new ArrayList<>();
        for (Map.Entry<String, Log> entry : logs.entrySet()) {
            StopAt mine = stop instanceof StopAt.Exactly exactly
                    ? new StopAt.Exactly(only(checked(exactly.offsets()), entry.getKey()))
                    : stop;
            tokens.add(entry.getValue().tip(mine).token());
        }
        return new Tip(String.join(BETWEEN, tokens));
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
        SortedMap<String, Tip> tips = tips(tip);
        int waiting = 0;
        for (Map.Entry<String, Log> entry : logs.entrySet()) {
            String stream = entry.getKey();
            waiting += entry.getValue()
                            .behind(only(from, stream), tipOf(tips, stream))
                            .isEmpty()
                    ? 0
                    : 1;
        }
        Budget share = Limits.share(budget, Math.max(1, waiting));
        return each(from, (stream, log, mine) -> log.advance(mine, tipOf(tips, stream), share));
    }

    @Override
    public Advance discover(Offsets from) throws IOException {
        return each(from, (stream, log, mine) -> log.discover(mine));
    }

    @Override
    public List<Range> plan(Offsets from, Offsets to) {
        return KinesisLog.ranges(from, to);
    }

    @Override
    public Map<String, Backlog> behind(Offsets from, Tip tip) throws IOException {
        SortedMap<String, Tip> tips = tips(tip);
        Map<String, Backlog> behind = new TreeMap<>();
        for (Map.Entry<String, Log> entry : logs.entrySet()) {
            String stream = entry.getKey();
            behind.putAll(entry.getValue().behind(only(from, stream), tipOf(tips, stream)));
        }
        return behind;
    }

    @Override
    public Optional<Offsets> ends(Tip tip) {
        SortedMap<String, Tip> tips = tips(tip);
        Offsets all = Offsets.NONE;
        for (Map.Entry<String, Log> entry : logs.entrySet()) {
            Optional<Offsets> ends = entry.getValue().ends(tipOf(tips, entry.getKey()));
            if (ends.isEmpty()) {
                return ends;
            }
            all = joined(all, ends.get());
        }
        return Optional.of(all);
    }

    @Override
    public void close() throws IOException {
        for (Log log : logs.values()) {
            log.close();
        }
    }

    private interface Step {
        Advance of(String stream, Log log, Offsets mine) throws IOException;
    }

    private Advance each(Offsets from, Step step) throws IOException {
        checked(from);
        Offsets end = Offsets.NONE;
        Set<String> finished = new HashSet<>();
        for (Map.Entry<String, Log> entry : logs.entrySet()) {
            String stream = entry.getKey();
            try {
                Advance advance = step.of(stream, entry.getValue(), only(from, stream));
                end = joined(end, advance.end());
                finished.addAll(advance.finished());
            } catch (DataLossException e) {
                throw new DataLossException(
                        String.valueOf(e.getMessage()), joined(from.withoutStream(stream), e.resumeFrom()));
            }
        }
        return new Advance(end, finished);
    }

    private Offsets checked(Offsets offsets) {
        for (String id : offsets.positions().keySet()) {
            if (!logs.containsKey(Offsets.streamOf(id))) {
                throw ConnectorException.settings("The offsets have stream '" + Offsets.streamOf(id)
                        + "', which is none of " + logs.keySet() + "; use another checkpoint, or correct streamName");
            }
        }
        return offsets;
    }

    private SortedMap<String, Tip> tips(Tip tip) {
        String[] tokens = tip.token().split(BETWEEN, -1);
        SortedMap<String, Tip> tips = new TreeMap<>();
        int next = 0;
        for (String stream : logs.keySet()) {
            tips.put(stream, new Tip(tokens[next++]));
        }
        return tips;
    }

    private static Tip tipOf(SortedMap<String, Tip> tips, String stream) {
        return tips.getOrDefault(stream, Snapshot.NONE.tip());
    }

    private static Offsets only(Offsets offsets, String stream) {
        return new Offsets(
                offsets.positions().entrySet().stream()
                        .filter(entry -> Offsets.streamOf(entry.getKey()).equals(stream))
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new)),
                offsets.identities().entrySet().stream()
                        .filter(entry -> entry.getKey().equals(stream))
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new)));
    }

    private static Offsets joined(Offsets one, Offsets other) {
        SortedMap<String, String> positions = new TreeMap<>(one.positions());
        positions.putAll(other.positions());
        SortedMap<String, String> identities = new TreeMap<>(one.identities());
        identities.putAll(other.identities());
        return new Offsets(positions, identities);
    }
}
