package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.api.Options;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table as the user maps it.
 *
 * @param table the table's name, with its namespace before a colon if it is in another than the default one
 * @param columns the columns in the user's order
 * @param key how row keys are made
 */
record Layout(String table, List<Mapped> columns, RowKey key) {
    private static final int MOST_BUCKETS = 256;

    Layout {
        columns = List.copyOf(columns);
    }

    /**
     * What options say.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if that is no table
     */
    static Layout of(Options options) {
        Map<String, String> schemas = options.passedThrough(HBaseOptions.AVRO);
        String said = options.has(HBaseOptions.CATALOG) ? "catalog" : "mapping";
        try {
            if (options.has(HBaseOptions.CATALOG)) {
                CatalogJson catalog =
                        CatalogJson.parse(options.value(HBaseOptions.CATALOG), name -> schema(schemas, name));
                return of(catalog.table(), catalog.columns(), options);
            }
            List<Mapped> columns =
                    new MappingText(name -> schema(schemas, name)).parse(options.value(HBaseOptions.MAPPING));
            return of(options.value(HBaseOptions.TABLE), columns, options);
        } catch (IllegalArgumentException e) {
            throw ConnectorException.settings("Option '" + said + "': " + e.getMessage());
        }
    }

    private static Layout of(String table, List<Mapped> columns, Options options) {
        List<Mapped> parts = columns.stream().filter(Mapped::isKey).toList();
        int buckets = Math.toIntExact(options.find(HBaseOptions.SALT_BUCKETS).orElse(0L));
        if (buckets > MOST_BUCKETS) {
            throw new IllegalArgumentException("a salt is one byte, so there are at most 256 buckets, not " + buckets);
        }
        Layout layout = new Layout(table, columns, new RowKey(parts, buckets));
        layout.check();
        return layout;
    }

    /** The names and types of the columns. */
    Columns ddl() {
        return new Columns(columns.stream()
                .map(column -> "`" + column.name().replace("`", "``") + "` " + column.type())
                .collect(Collectors.joining(", ")));
    }

    /** The column with this name, in any case. */
    Optional<Mapped> find(String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The column with this name, in any case; refused if there is none. */
    Mapped column(String name) {
        return find(name)
                .orElseThrow(() -> ConnectorException.settings("Table '" + table + "' has no column '" + name
                        + "' in this mapping" + suggestion(name) + "; its columns are " + ddl().ddl()));
    }

    /** The place of a column in the row key; -1 if it is not there. */
    int part(Mapped column) {
        return key.parts().indexOf(column);
    }

    /** The columns that are cells. */
    List<Mapped> cells() {
        return columns.stream().filter(Mapped::isCell).toList();
    }

    String suggestion(String name) {
        List<String> names = columns.stream().map(Mapped::name).toList();
        return Names.nearest(name, names, Math.max(2, name.length() / 3))
                .map(near -> ", did you mean '" + near + "'?")
                .orElse("");
    }

    private void check() {
        Set<String> names = new HashSet<>();
        List<Mapped> seen = new ArrayList<>();
        for (Mapped column : columns) {
            if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("column '" + column.name() + "' is there twice");
            }
            seen.stream().filter(column::isSameCell).findFirst().ifPresent(other -> {
                throw new IllegalArgumentException(
                        "columns '" + other.name() + "' and '" + column.name() + "' are both at " + column.cell());
            });
            seen.add(column);
        }
        if (key.parts().isEmpty()) {
            throw new IllegalArgumentException("no column is at :key, so rows have no key");
        }
        if (cells().isEmpty()) {
            throw new IllegalArgumentException("no column is at family:qualifier, and HBase has no rows without cells");
        }
        for (int i = 0; i < key.parts().size(); i++) {
            if (key.endsWithZero(i) && Type.of(key.parts().get(i).type()) == Type.BINARY) {
                throw new IllegalArgumentException(
                        "column '" + key.parts().get(i).name()
                                + "' is binary and not the last part of the row key, so nothing tells its end; say length=N or"
                                + " ordered");
            }
        }
    }

    private static String schema(Map<String, String> schemas, String name) {
        String schema = schemas.get(name);
        if (schema == null) {
            throw new IllegalArgumentException(
                    "there is no option '" + HBaseOptions.AVRO + name + "' with the Avro schema '" + name + "'");
        }
        return schema;
    }
}
