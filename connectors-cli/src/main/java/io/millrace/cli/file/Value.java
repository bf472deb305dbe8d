package io.millrace.cli.file;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a pipeline file, with its place. */
sealed interface Value {
    /** Where it stands. */
    Spot spot();

    /**
     * A text, number or truth: all are texts here.
     *
     * @param text the text; empty if nothing stands there
     * @param first where the text's own first character stands
     */
    record Text(String text, Spot spot, Spot first) implements Value {}

    /** A list. */
    record Items(List<Value> items, Spot spot) implements Value {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Names with values, in the order of the file. */
    record Entries(Map<String, Entry> entries, Spot spot) implements Value {
        public Entries {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Nullable
        Value find(String name) {
            Entry entry = entries.get(name);
            return entry == null ? null : entry.value();
        }
    }

    /** A value under a name, with the name's place. */
    record Entry(Spot spot, Value value) {}
}
