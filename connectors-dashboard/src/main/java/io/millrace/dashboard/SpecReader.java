package io.millrace.dashboard;

import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.api.Option;
import io.millrace.api.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One reading of a panel from its options: gives columns their roles, and refuses those that do not fit. */
final class SpecReader {
    private static final int NONE = -1;

    private final List<Field> columns;
    private final Options options;
    private final PanelType type;

    SpecReader(List<Field> columns, Options options) {
        this.columns = columns;
        this.options = options;
        this.type = options.value(DashboardOptions.TYPE);
    }

    PanelSpec read() {
        String title = options.value(DashboardOptions.TITLE);
        if (columns.isEmpty()) {
            throw ConnectorException.settings("Panel '" + title + "' has no column to show; select one");
        }
        boolean isMap = type == PanelType.MAP;
        int latitude = isMap ? number(DashboardOptions.LATITUDE) : NONE;
        int longitude = isMap ? number(DashboardOptions.LONGITUDE) : NONE;
        int time = time();
        int series = type == PanelType.SERIES ? named(DashboardOptions.SERIES).orElse(NONE) : NONE;
        int label = label();
        List<Integer> values = values(List.of(latitude, longitude, time, series, label));
        Keep keep = options.find(DashboardOptions.KEEP).orElse(type.keep());
        int history = options.find(DashboardOptions.HISTORY).map(Long::intValue).orElse(type.history());
        int rows = options.find(DashboardOptions.ROWS).map(Long::intValue).orElse(type.rows());
        return new PanelSpec(
                options.find(DashboardOptions.PANEL).orElse(title),
                type,
                title,
                options.find(DashboardOptions.UNIT).orElse(""),
                columns,
                values,
                time,
                series,
                label,
                latitude,
                longitude,
                order(),
                type == PanelType.NUMBER ? 1 : rows,
                Math.max(history, type == PanelType.SERIES ? 1 : rows),
                options.find(DashboardOptions.WINDOW).orElse(null),
                keep,
                keep == Keep.KEYED ? key(time, series, label, latitude, longitude) : List.of(),
                options.find(DashboardOptions.WIDTH).orElse(type.width()),
                options.value(DashboardOptions.POSITION).intValue(),
                options.value(DashboardOptions.MAX_TEXT).intValue());
    }

    private int time() {
        if (type != PanelType.SERIES && type != PanelType.LATEST && !options.has(DashboardOptions.TIME)) {
            return NONE;
        }
        int named = named(DashboardOptions.TIME).orElse(NONE);
        if (named == NONE) {
            return first(Field::isTime);
        }
        require(named, columns.get(named).isTime(), "a TIMESTAMP or a DATE", DashboardOptions.TIME);
        return named;
    }

    private int label() {
        return type == PanelType.BARS || type == PanelType.MAP
                ? named(DashboardOptions.LABEL)
                        .orElseGet(() -> first(field -> field.kind().equals("STRING")))
                : NONE;
    }

    private List<Integer> values(List<Integer> others) {
        if (type == PanelType.TABLE || type == PanelType.LATEST) {
            return List.of();
        }
        List<Integer> values = new ArrayList<>();
        Optional<List<String>> named = options.find(DashboardOptions.VALUE);
        if (named.isPresent()) {
            for (String name : named.get()) {
                int place = place(name, DashboardOptions.VALUE);
                require(place, columns.get(place).isNumber(), "a number", DashboardOptions.VALUE);
                values.add(place);
            }
        } else {
            IntStream.range(0, columns.size())
                    .filter(i -> columns.get(i).isNumber() && !others.contains(i))
                    .forEach(values::add);
        }
        if (values.isEmpty()) {
            throw ConnectorException.settings(
                    "A panel of type '" + word() + "' needs a numeric column, but there is none in " + shown()
                            + "; select one, or name it in the option 'value'");
        }
        boolean many = type == PanelType.SERIES && !options.has(DashboardOptions.SERIES);
        return many ? values : values.subList(0, 1);
    }

    private List<Integer> key(int time, int series, int label, int latitude, int longitude) {
        Optional<List<String>> named = options.find(DashboardOptions.KEY);
        List<Integer> key = named.isPresent()
                ? named.get().stream()
                        .map(name -> place(name, DashboardOptions.KEY))
                        .toList()
                : Stream.of(time, series, label, latitude, longitude)
                        .filter(place -> place != NONE)
                        .toList();
        boolean timed = type == PanelType.SERIES && time == NONE;
        if (key.isEmpty() && !timed) {
            throw ConnectorException.settings(
                    "Option 'keep'='keyed' needs the option 'key': the columns by which a row is known");
        }
        return key;
    }

    private @Nullable RowOrder order() {
        Optional<String> text = options.find(DashboardOptions.ORDER_BY);
        if (text.isEmpty()) {
            return null;
        }
        String[] words = text.get().strip().split("\\s+(?=(?i:asc|desc)$)", 2);
        int place = place(words[0].strip(), DashboardOptions.ORDER_BY);
        return new RowOrder(
                place,
                words.length == 2 && words[1].equalsIgnoreCase("desc"),
                columns.get(place).isNumber());
    }

    private Optional<Integer> named(Option<String> option) {
        return options.find(option).map(name -> place(name, option));
    }

    private int number(Option<String> option) {
        int place = place(options.value(option), option);
        require(place, columns.get(place).isNumber(), "a number", option);
        return place;
    }

    private int place(String name, Option<?> option) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        String nearest = Names.nearest(name, columns.stream().map(Field::name).toList(), 2)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; select it, or correct the option");
        throw ConnectorException.settings("Option '" + option.name() + "' names the column '" + name
                + "', but the columns are " + shown() + nearest);
    }

    private void require(int place, boolean fits, String what, Option<?> option) {
        if (!fits) {
            Field field = columns.get(place);
            throw ConnectorException.settings("Column '" + field.name() + "' is " + field.type() + ", but option '"
                    + option.name() + "' of a panel of type '" + word() + "' needs " + what);
        }
    }

    private int first(Predicate<Field> wanted) {
        return IntStream.range(0, columns.size())
                .filter(i -> wanted.test(columns.get(i)))
                .findFirst()
                .orElse(NONE);
    }

    private String word() {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private String shown() {
        return String.join(", ", columns.stream().map(Field::name).toList());
    }
}
