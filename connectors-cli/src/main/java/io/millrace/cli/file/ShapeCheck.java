package io.millrace.cli.file;

import io.millrace.api.Names;
import java.util.List;
import java.util.stream.Collectors;

/** Holds the sections of a file against their shapes: names that are unknown or missing, and values of a wrong kind. */
final class ShapeCheck {
    private final List<Fault> faults;

    ShapeCheck(List<Fault> faults) {
        this.faults = faults;
    }

    void check(Value value, Shape shape) {
        if (!(value instanceof Value.Entries section)) {
            fault(
                    value.spot(),
                    shape.name() + " is needed here, which is a section of names: "
                            + shape.keys().stream().map(Key::name).collect(Collectors.joining(", ")));
            return;
        }
        section.entries()
                .forEach((name, entry) ->
                        shape.key(name).ifPresentOrElse(key -> check(entry, key), () -> unknown(name, entry, shape)));
        for (Key key : shape.keys()) {
            if (key.required() && !section.entries().containsKey(key.name())) {
                fault(section.spot(), "'" + key.name() + "' is missing in " + shape.name() + ": " + key.doc());
            }
        }
        if (!shape.oneOf().isEmpty()) {
            List<String> there = shape.oneOf().stream()
                    .filter(section.entries()::containsKey)
                    .toList();
            if (there.size() != 1) {
                fault(
                        section.spot(),
                        shape.name() + " needs exactly one of " + String.join(", ", shape.oneOf()) + "; here "
                                + (there.isEmpty() ? "is none" : "are " + String.join(" and ", there)));
            }
        }
    }

    private void unknown(String name, Value.Entry entry, Shape shape) {
        List<String> known = shape.keys().stream().map(Key::name).toList();
        fault(
                entry.spot(),
                "'" + name + "' is not known in " + shape.name()
                        + Names.nearest(name, known, 2)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; known are " + String.join(", ", known)
                                        + ". What belongs to a connector stands below 'options'"));
    }

    private void check(Value.Entry entry, Key key) {
        Value value = entry.value();
        if (value instanceof Value.Text text && text.text().isBlank()) {
            fault(entry.spot(), "'" + key.name() + "' has no value: " + key.doc());
            return;
        }
        switch (key.kind()) {
            case TEXT -> checkText(value, key);
            case TEXTS -> checkTexts(value, key);
            case OPTIONS -> checkOptions(value, key);
            case SECTION -> check(value, inner(key));
            case NAMED -> checkNamed(value, key);
            case LIST -> checkList(value, key);
        }
    }

    private void checkText(Value value, Key key) {
        if (!(value instanceof Value.Text text)) {
            fault(value.spot(), "'" + key.name() + "' must be a text: " + key.doc());
        } else if (!key.choices().isEmpty() && !key.choices().contains(text.text())) {
            fault(
                    value.spot(),
                    "'" + key.name() + "' is '" + text.text() + "'"
                            + Names.nearest(text.text(), key.choices(), 2)
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElse("; it must be one of " + String.join(", ", key.choices())));
        }
    }

    private void checkTexts(Value value, Key key) {
        List<Value> all = value instanceof Value.Items items ? items.items() : List.of(value);
        if (!all.stream().allMatch(Value.Text.class::isInstance)) {
            fault(value.spot(), "'" + key.name() + "' must be a text or a list of texts: " + key.doc());
        }
    }

    private void checkOptions(Value value, Key key) {
        if (!(value instanceof Value.Entries entries)) {
            fault(value.spot(), "'" + key.name() + "' must be names with values: " + key.doc());
            return;
        }
        entries.entries().forEach((name, entry) -> {
            if (!(entry.value() instanceof Value.Text)) {
                fault(
                        entry.spot(),
                        "'" + name + "' must be a text, number or truth; a name with dots is written in one piece:"
                                + " kafka.bootstrap.servers");
            }
        });
    }

    private void checkNamed(Value value, Key key) {
        if (!(value instanceof Value.Entries entries)) {
            fault(value.spot(), "'" + key.name() + "' must be sections under names of your choice: " + key.doc());
            return;
        }
        if (entries.entries().isEmpty()) {
            fault(value.spot(), "'" + key.name() + "' is empty: " + key.doc());
        }
        entries.entries().values().forEach(entry -> check(entry.value(), inner(key)));
    }

    private void checkList(Value value, Key key) {
        if (!(value instanceof Value.Items items)) {
            fault(value.spot(), "'" + key.name() + "' must be a list, each item after a dash: " + key.doc());
            return;
        }
        items.items().forEach(item -> check(item, inner(key)));
    }

    private static Shape inner(Key key) {
        Shape inner = key.inner();
        if (inner == null) {
            throw new IllegalStateException(key.name());
        }
        return inner;
    }

    private void fault(Spot spot, String message) {
        faults.add(new Fault(spot, Character.toUpperCase(message.charAt(0)) + message.substring(1)));
    }
}
