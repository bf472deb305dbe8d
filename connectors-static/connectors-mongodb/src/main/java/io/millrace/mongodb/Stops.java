package io.millrace.mongodb;

import io.millrace.api.Tip;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where reading stops: a tip is its text.
 *
 * @param until the cluster time of the newest events that belong to it
 * @param places the places before which single partitions stop
 */
record Stops(long until, SortedMap<String, Place> places) {
    static Stops of(Tip tip) {
        List<String> lines = tip.token().lines().toList();
        Stops stops = new Stops(Place.parse(lines.get(0)).time(), new TreeMap<>());
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            stops.put(line.substring(space + 1), Place.parse(line.substring(0, space)));
        }
        return stops;
    }

    void put(String partition, Place place) {
        places.put(partition, place);
    }

    /** The place before which a partition stops; null if only the time counts. */
    @Nullable
    Place of(String partition) {
        return places.get(partition);
    }

    Tip tip() {
        StringBuilder text = new StringBuilder(Place.at(until).text());
        places.forEach((partition, place) ->
                text.append('\n').append(place.text()).append(' ').append(partition));
        return new Tip(text.toString());
    }
}
