package io.millrace.cli.file;

import io.millrace.api.Names;
import io.millrace.cli.file.Pipeline.DeadLetters;
import io.millrace.cli.file.Pipeline.Deduplicate;
import io.millrace.cli.file.Pipeline.Format;
import io.millrace.cli.file.Pipeline.Guarantee;
import io.millrace.cli.file.Pipeline.Input;
import io.millrace.cli.file.Pipeline.Lookup;
import io.millrace.cli.file.Pipeline.Mode;
import io.millrace.cli.file.Pipeline.Model;
import io.millrace.cli.file.Pipeline.Output;
import io.millrace.cli.file.Pipeline.Promise;
import io.millrace.cli.file.Pipeline.Reading;
import io.millrace.cli.file.Pipeline.Sql;
import io.millrace.cli.file.Pipeline.Step;
import io.millrace.cli.file.Pipeline.Watermark;
import io.millrace.cli.file.Pipeline.Work;
import io.millrace.runtime.registry.RegistryOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a pipeline of values whose shape was checked. A section that lacks what it must have is left out; that was told already.
 * What it tells itself is about names: those that are used twice, and those that nothing has.
 */
final class PipelineReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final References references;
    private final List<Fault> faults;
    private final Map<String, Spot> names = new LinkedHashMap<>();

    PipelineReader(References references, List<Fault> faults) {
        this.references = references;
        this.faults = faults;
    }

    @Nullable
    Pipeline read(Value.Entries root) {
        Located name = text(root, "name");
        Located checkpoint = resolved(root, "checkpoint");
        List<Input> inputs = inputs(root.find("inputs"));
        List<Step> steps = steps(root.find("steps"));
        List<Output> outputs = outputs(root.find("outputs"));
        Settings spark = settings(root.find("spark"));
        DeadLetters deadLetters = deadLetters(root.find("deadLetters"));
        Trigger trigger = trigger(root);
        if (name == null || checkpoint == null) {
            return null;
        }
        return new Pipeline(
                name,
                spark,
                inputs,
                steps,
                outputs,
                deadLetters,
                trigger == null ? Trigger.AT_ONCE : trigger,
                checkpoint);
    }

    private List<Input> inputs(@Nullable Value value) {
        List<Input> inputs = new ArrayList<>();
        if (value instanceof Value.Entries named) {
            named.entries().forEach((name, entry) -> {
                Located known = table(new Located(name, name, entry.spot()));
                if (entry.value() instanceof Value.Entries section) {
                    Located connector = text(section, "connector");
                    if (connector != null) {
                        inputs.add(new Input(
                                known,
                                connector,
                                settings(section.find("options")),
                                word(section, "mode", Reading.class),
                                text(section, "schema"),
                                format(section.find("format")),
                                watermark(section.find("watermark"))));
                    }
                }
            });
        }
        return inputs;
    }

    private List<Step> steps(@Nullable Value value) {
        List<Step> steps = new ArrayList<>();
        if (value instanceof Value.Items items) {
            for (Value item : items.items()) {
                if (item instanceof Value.Entries section) {
                    Located name = text(section, "name");
                    Work work = work(section);
                    if (name != null) {
                        table(name);
                    }
                    if (name != null && work != null) {
                        steps.add(new Step(name, work, watermark(section.find("watermark"))));
                    }
                }
            }
        }
        return steps;
    }

    private @Nullable Work work(Value.Entries step) {
        if (step.find("sql") instanceof Value.Text sql) {
            return new Sql(new Located(sql.text(), sql.text(), sql.spot()), sql.first());
        }
        if (step.find("lookup") instanceof Value.Entries lookup) {
            Located from = reference(lookup);
            Located connector = text(lookup, "connector");
            List<Located> keys = texts(lookup.find("keys"));
            return from == null || connector == null || keys.isEmpty()
                    ? null
                    : new Lookup(from, connector, keys, settings(lookup.find("options")));
        }
        if (step.find("model") instanceof Value.Entries model) {
            Located from = reference(model);
            Located path = resolved(model, "path");
            return from == null || path == null ? null : new Model(from, path);
        }
        if (step.find("deduplicate") instanceof Value.Entries rows) {
            Located from = reference(rows);
            List<Located> keys = texts(rows.find("keys"));
            return from == null || keys.isEmpty() ? null : new Deduplicate(from, keys);
        }
        return null;
    }

    private List<Output> outputs(@Nullable Value value) {
        List<Output> outputs = new ArrayList<>();
        if (value instanceof Value.Entries named) {
            named.entries().forEach((name, entry) -> {
                Located known = checkName(new Located(name, name, entry.spot()));
                if (entry.value() instanceof Value.Entries section) {
                    Located from = reference(section);
                    Located connector = text(section, "connector");
                    if (from != null && connector != null) {
                        outputs.add(new Output(
                                known,
                                from,
                                connector,
                                settings(section.find("options")),
                                word(section, "mode", Mode.class),
                                promise(section),
                                trigger(section)));
                    }
                }
            });
        }
        return outputs;
    }

    private @Nullable Promise promise(Value.Entries output) {
        Guarantee guarantee = word(output, "guarantee", Guarantee.class);
        Located place = text(output, "guarantee");
        return guarantee == null || place == null ? null : new Promise(guarantee, place.spot());
    }

    private @Nullable Format format(@Nullable Value value) {
        if (!(value instanceof Value.Entries section)) {
            return null;
        }
        Located type = text(section, "type");
        Map<String, Located> options = new LinkedHashMap<>();
        for (String name : List.of("schema", "messageName", "column", "onMalformed", "rescueColumn")) {
            Located text = text(section, name);
            if (text != null) {
                options.put(name, text);
            }
        }
        Located descriptors = resolved(section, "descriptorFile");
        if (descriptors != null) {
            options.put("descriptorFile", descriptors);
        }
        Settings all = new Settings(options)
                .and(settings(section.find("registry")).prefixed(RegistryOptions.PREFIX))
                .and(settings(section.find("options")).prefixed("format."));
        return type == null ? null : new Format(type, all);
    }

    private @Nullable Watermark watermark(@Nullable Value value) {
        if (!(value instanceof Value.Entries section)) {
            return null;
        }
        Located column = text(section, "column");
        Located delay = text(section, "delay");
        return column == null || delay == null ? null : new Watermark(column, delay);
    }

    private @Nullable DeadLetters deadLetters(@Nullable Value value) {
        if (!(value instanceof Value.Entries section)) {
            return null;
        }
        Located connector = text(section, "connector");
        return connector == null ? null : new DeadLetters(connector, settings(section.find("options")));
    }

    private @Nullable Trigger trigger(Value.Entries section) {
        Located text = text(section, "trigger");
        return text == null ? null : TriggerWords.read(text, faults);
    }

    private Settings settings(@Nullable Value value) {
        Map<String, Located> all = new LinkedHashMap<>();
        if (value instanceof Value.Entries entries) {
            entries.entries().forEach((name, entry) -> {
                if (entry.value() instanceof Value.Text text) {
                    String resolved = references.resolve(text, faults);
                    all.put(name, new Located(resolved, text.text(), entry.spot()));
                }
            });
        }
        return new Settings(all);
    }

    private static @Nullable Located text(Value.Entries section, String name) {
        return section.find(name) instanceof Value.Text text && !text.text().isBlank()
                ? new Located(text.text(), text.text(), text.spot())
                : null;
    }

    private @Nullable Located resolved(Value.Entries section, String name) {
        return section.find(name) instanceof Value.Text text && !text.text().isBlank()
                ? new Located(references.resolve(text, faults), text.text(), text.spot())
                : null;
    }

    private static List<Located> texts(@Nullable Value value) {
        List<Value> all =
                value instanceof Value.Items items ? items.items() : value == null ? List.of() : List.of(value);
        return all.stream()
                .filter(Value.Text.class::isInstance)
                .map(Value.Text.class::cast)
                .map(text -> new Located(text.text(), text.text(), text.spot()))
                .toList();
    }

    private static <E extends Enum<E>> @Nullable E word(Value.Entries section, String name, Class<E> choices) {
        Located text = text(section, name);
        return text == null
                ? null
                : Arrays.stream(choices.getEnumConstants())
                        .filter(one -> one.name()
                                .replace('_', '-')
                                .toLowerCase(Locale.ROOT)
                                .equals(text.text()))
                        .findFirst()
                        .orElse(null);
    }

    /** The input or step that a section names, which must stand before it. */
    private @Nullable Located reference(Value.Entries section) {
        Located from = text(section, "from");
        if (from != null && !names.containsKey(from.text())) {
            faults.add(new Fault(
                    from.spot(),
                    "No input or earlier step is named '" + from.text() + "'"
                            + Names.nearest(from.text(), names.keySet(), 2)
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElse("; there are " + String.join(", ", names.keySet()))));
            return null;
        }
        return from;
    }

    private Located table(Located name) {
        Spot before = names.putIfAbsent(checkName(name).text(), name.spot());
        if (before != null) {
            faults.add(new Fault(
                    name.spot(),
                    "'" + name.text() + "' is the name of an input or step on line " + before.line()
                            + " already; give this one another"));
        }
        return name;
    }

    private Located checkName(Located name) {
        if (!NAME.matcher(name.text()).matches()) {
            faults.add(new Fault(
                    name.spot(),
                    "'" + name.text()
                            + "' cannot be a name in SQL; use letters, digits and underscores, and no digit in front"));
        }
        return name;
    }
}
