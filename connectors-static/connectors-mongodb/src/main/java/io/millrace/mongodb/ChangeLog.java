package io.millrace.mongodb;

import com.mongodb.MongoException;
import io.millrace.api.Advance;
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
import io.millrace.mongodb.ChangesOptions.Resume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The planning side of streams of changes. A tip is a cluster time. A batch ends behind an event that was received here, so that
 * each range can be read again, and is complete or says that it is not. Walks are kept to save calls and decide nothing.
 */
final class ChangeLog implements Log {
    private static final String EARLIEST = "earliest";
    private static final String LATEST = "latest";

    private final SortedMap<String, Watched> watched = new TreeMap<>();
    private final Map<String, Walk> walks = new HashMap<>();
    private final Options options;
    private final Resume resume;
    private final long idleSeconds;
    private final Clients.Lease client;
    private final Horizon horizon;
    private final Edges edges;

    ChangeLog(Options options) {
        Watched.of(options).forEach(one -> watched.put(one.partition(), one));
        this.options = options;
        this.resume = options.value(ChangesOptions.RESUME_AT);
        this.idleSeconds = options.value(ChangesOptions.IDLE_REFRESH).toSeconds();
        this.client = Clients.of(options);
        this.horizon = new Horizon(client);
        this.edges = new Edges(client, horizon, Query.whole(options).known());
    }

    @Override
    public Offsets start(StartFrom from) {
        checkThere();
        if (from instanceof StartFrom.Earliest) {
            return each(edges::earliest);
        } else if (from instanceof StartFrom.Latest) {
            return each(edges::latest);
        } else if (from instanceof StartFrom.At at) {
            return each(one -> edges.since(one, at.instant()));
        } else if (from instanceof StartFrom.AtEach at) {
            checkWatched(at.instants().keySet());
            return each(one -> at.instants().containsKey(one.partition())
                    ? edges.since(one, at.instants().get(one.partition()))
                    : edges.earliest(one));
        }
        Offsets given = ((StartFrom.Exactly) from).offsets();
        checkWatched(given.positions().keySet());
        return each(one -> switch (given.position(one.partition())) {
            case "", EARLIEST -> edges.earliest(one);
            case LATEST -> edges.latest(one);
            default -> Place.parse(given.position(one.partition()));
        });
    }

    private Offsets each(Function<Watched, Place> place) {
        Map<String, String> places = new TreeMap<>();
        watched.forEach(
                (partition, one) -> places.put(partition, place.apply(one).text()));
        return Offsets.of(places);
    }

    @Override
    public Tip tip(StopAt stop) {
        Stops stops = new Stops(horizon.now(), new TreeMap<>());
        if (stop instanceof StopAt.At at) {
            watched.keySet().forEach(partition -> stops.put(partition, Place.at(Edges.time(at.instant()))));
        } else if (stop instanceof StopAt.AtEach at) {
            checkWatched(at.instants().keySet());
            at.instants().forEach((partition, instant) -> stops.put(partition, Place.at(Edges.time(instant))));
        } else if (stop instanceof StopAt.Exactly exactly) {
            checkWatched(exactly.offsets().positions().keySet());
            exactly.offsets().positions().forEach((partition, text) -> {
                if (!text.equals(LATEST)) {
                    stops.put(partition, Place.parse(text));
                }
            });
        }
        return stops.tip();
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) {
        Stops stops = Stops.of(tip);
        Offsets known = known(from);
        Offsets end = discover(from).end();
        Map<String, Walk> behind = behind(known, stops, budget);
        Budget share = share(budget, behind.size());
        for (String partition : known.positions().keySet()) {
            Walk walk = Objects.requireNonNull(walks.get(partition));
            Place stop = stops.of(partition);
            if (behind.containsKey(partition)) {
                Place place = attempt(known, partition, () -> walk.to(stops.until(), stop, share));
                end = end.with(partition, place.text());
            } else if (stop == null && walk.seconds() + idleSeconds < Place.seconds(stops.until())) {
                end = end.with(partition, walk.idle(stops.until()).text());
            }
        }
        return new Advance(end, gone(from));
    }

    /** The partitions in which something waits. All that are lost are told together. */
    private Map<String, Walk> behind(Offsets known, Stops stops, Budget budget) {
        Map<String, Walk> behind = new TreeMap<>();
        List<String> lost = new ArrayList<>();
        Offsets rest = known;
        for (String partition : known.positions().keySet()) {
            try {
                if (attempt(
                        known,
                        partition,
                        () -> walk(known, partition, budget).isBehind(stops.until(), stops.of(partition)))) {
                    behind.put(partition, Objects.requireNonNull(walks.get(partition)));
                }
            } catch (DataLossException e) {
                lost.add(String.valueOf(e.getMessage()));
                rest = rest.with(partition, e.resumeFrom().position(partition));
            }
        }
        if (!lost.isEmpty()) {
            throw new DataLossException(String.join("; ", lost), rest);
        }
        return behind;
    }

    /** The offsets of what is still watched. */
    private Offsets known(Offsets from) {
        Offsets known = from;
        for (String partition : gone(from)) {
            known = known.without(partition);
        }
        return known;
    }

    private Set<String> gone(Offsets from) {
        Set<String> gone = new HashSet<>(from.positions().keySet());
        gone.removeAll(watched.keySet());
        return gone;
    }

    @Override
    public Advance discover(Offsets from) {
        Offsets end = known(from);
        for (Watched one : watched.values()) {
            if (!end.positions().containsKey(one.partition())) {
                end = end.with(one.partition(), edges.earliest(one).text());
            }
        }
        return new Advance(end, gone(from));
    }

    /** A time is an end only of a partition in which nothing lies before it. */
    @Override
    public List<Range> plan(Offsets from, Offsets to) {
        return from.rangesTo(to).stream()
                .filter(range -> {
                    Place.Kind end = Place.parse(range.end()).kind();
                    return end == Place.Kind.AFTER
                            || (end == Place.Kind.AT && !range.start().isEmpty());
                })
                .toList();
    }

    private Walk walk(Offsets from, String partition, Budget budget) {
        Place place = Place.parse(from.position(partition));
        Walk kept = walks.remove(partition);
        if (kept != null && kept.standsAt(place)) {
            walks.put(partition, kept);
            return kept;
        } else if (kept != null) {
            kept.close();
        }
        Watched one = Watched.parse(partition);
        Query whole = Query.whole(options);
        Walk walk = new Walk(
                client,
                one,
                place.kind() == Place.Kind.BEGINNING ? edges.earliest(one) : place,
                budget.bytes() == Long.MAX_VALUE ? whole.known() : whole);
        walks.put(partition, walk);
        return walk;
    }

    private interface Attempt<T> {
        T run();
    }

    private <T> T attempt(Offsets from, String partition, Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (DataLossException e) {
            forget(partition);
            Watched one = Watched.parse(partition);
            Place rest = resume == Resume.LATEST ? edges.latest(one) : edges.earliest(one);
            throw new DataLossException(String.valueOf(e.getMessage()), from.with(partition, rest.text()));
        } catch (ConnectorException e) {
            forget(partition);
            throw e;
        }
    }

    private void forget(String partition) {
        Walk walk = walks.remove(partition);
        if (walk != null) {
            walk.close();
        }
    }

    private static Budget share(Budget budget, int partitions) {
        int parts = Math.max(1, partitions);
        return new Budget(
                budget.records() == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, budget.records() / parts),
                budget.bytes() == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, budget.bytes() / parts),
                budget.span());
    }

    private void checkThere() {
        for (Watched one : watched.values()) {
            try {
                Collection<String> there = client.client()
                        .getDatabase(one.database())
                        .listCollectionNames()
                        .into(new ArrayList<>());
                if (one.collection() != null && !there.contains(one.collection())) {
                    throw ConnectorException.settings("There is no collection " + one.name() + " to be watched, only "
                            + there + "; create it, or correct 'database' or 'collections'");
                }
            } catch (MongoException e) {
                throw MongoFailures.of("Looking for " + one.name(), e);
            }
        }
    }

    private void checkWatched(Set<String> partitions) {
        for (String partition : partitions) {
            if (!watched.containsKey(partition)) {
                throw ConnectorException.settings(
                        "There is no partition '" + partition + "'; those watched are " + watched.keySet());
            }
        }
    }

    @Override
    public void close() {
        walks.values().forEach(Walk::close);
        walks.clear();
        client.close();
    }
}
