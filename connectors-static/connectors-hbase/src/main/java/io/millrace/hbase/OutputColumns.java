package io.millrace.hbase;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where the parts of a write are in a row.
 *
 * @param key the places of the parts of the row key, in the key's order
 * @param cells the cells that are written
 * @param time the place of the time; -1 if no column has it
 * @param timeIsMillis whether the time is a number of milliseconds
 * @param delete the place of the column that says which rows are deleted; -1 if there is none
 */
record OutputColumns(int[] key, List<Place> cells, int time, boolean timeIsMillis, int delete) {
    /** A cell and the place of its value. */
    record Place(int place, Mapped column) {}

    /**
     * Finds the parts.
     *
     * @throws ConnectorException with kind {@code SETTINGS} and everything that is wrong with the columns
     */
    static OutputColumns of(Columns columns, Layout layout, Options options) {
        return new Finder(columns.list(), layout, options).find();
    }

    /** Whether rows say their time themselves. */
    boolean hasTime() {
        return time >= 0;
    }

    /** One look at the columns, which gathers what is wrong. */
    private static final class Finder {
        private final List<Column> columns;
        private final Layout layout;
        private final Options options;
        private final List<String> faults = new ArrayList<>();
        private final List<Place> cells = new ArrayList<>();
        private final int[] key;
        private int time = -1;
        private int delete = -1;

        Finder(List<Column> columns, Layout layout, Options options) {
            this.columns = columns;
            this.layout = layout;
            this.options = options;
            this.key = new int[layout.key().parts().size()];
            java.util.Arrays.fill(key, -1);
        }

        OutputColumns find() {
            Optional<String> timeName = options.find(HBaseOptions.TIMESTAMP_COLUMN);
            Optional<String> deleteName = options.find(HBaseOptions.DELETE_COLUMN);
            timeName.ifPresent(name -> time = named(name, HBaseOptions.TIMESTAMP_COLUMN.name(), "TIMESTAMP", "BIGINT"));
            deleteName.ifPresent(name -> delete = named(name, HBaseOptions.DELETE_COLUMN.name(), "BOOLEAN"));
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < columns.size(); i++) {
                if (!seen.add(columns.get(i).name().toLowerCase(Locale.ROOT))) {
                    faults.add("'" + columns.get(i).name() + "' is there twice");
                }
                take(i, columns.get(i));
            }
            for (int part = 0; part < key.length; part++) {
                if (key[part] < 0) {
                    faults.add("'" + layout.key().parts().get(part).name() + "', a part of the row key, is missing");
                }
            }
            if (cells.isEmpty() && delete < 0) {
                faults.add("there is no column to write beside the row key");
            }
            if (!faults.isEmpty()) {
                throw ConnectorException.settings(
                        "The columns do not fit table '" + layout.table() + "': " + String.join("; ", faults)
                                + ". The mapping has " + layout.ddl().ddl());
            }
            boolean millis = time >= 0 && columns.get(time).is("BIGINT");
            return new OutputColumns(key, List.copyOf(cells), time, millis, delete);
        }

        private void take(int place, Column column) {
            Optional<Mapped> mapped = layout.find(column.name());
            if (mapped.isEmpty()) {
                if (place != time && place != delete) {
                    faults.add("'" + column.name() + "' is not in the mapping" + layout.suggestion(column.name()));
                }
                return;
            }
            if (!Type.same(column.type(), mapped.get().type())) {
                faults.add("'" + column.name() + "' is " + column.type() + ", but must be "
                        + mapped.get().type());
            }
            switch (mapped.get().place()) {
                case KEY -> key[layout.part(mapped.get())] = place;
                case CELL -> cells.add(new Place(place, mapped.get()));
                case TIME -> time = time < 0 ? place : time;
            }
        }

        private int named(String name, String option, String... types) {
            OptionalInt place = java.util.stream.IntStream.range(0, columns.size())
                    .filter(i -> columns.get(i).name().equalsIgnoreCase(name))
                    .findFirst();
            if (place.isEmpty()) {
                faults.add("'" + name + "', which option '" + option + "' names, is missing");
                return -1;
            }
            if (!columns.get(place.getAsInt()).is(types)) {
                faults.add("'" + name + "' is " + columns.get(place.getAsInt()).type() + ", but must be "
                        + String.join(" or ", types));
            }
            return place.getAsInt();
        }
    }
}
