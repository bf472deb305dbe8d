package io.millrace.cli.file;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads YAML into values with places. Nothing in the text makes objects or runs code. */
final class Document {
    private static final int DEEPEST = 20;

    private final List<String> lines;
    private final List<Fault> faults;

    private Document(String text, List<Fault> faults) {
        this.lines = text.lines().toList();
        this.faults = faults;
    }

    /** The value of a text, or null if it is no YAML; what is wrong is added to the faults. */
    static @Nullable Value read(String text, List<Fault> faults) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                faults.add(new Fault(
                        Spot.START, "The file is empty; a pipeline has a name, inputs, outputs and a checkpoint"));
                return null;
            }
            return new Document(text, faults).value(root, 0);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            faults.add(new Fault(
                    mark == null ? Spot.START : spot(mark),
                    "This is not YAML: " + e.getProblem()
                            + "; look at indents, colons and quotes here and just above"));
        } catch (YAMLException e) {
            faults.add(new Fault(Spot.START, "This is not YAML: " + e.getMessage()));
        }
        return null;
    }

    private Value value(Node node, int depth) {
        Spot spot = spot(node.getStartMark());
        if (depth > DEEPEST) {
            faults.add(new Fault(
                    spot,
                    "Values are nested more than " + DEEPEST
                            + " deep, or hold themselves by an alias; write them out flat"));
            return new Value.Text("", spot, spot);
        }
        if (node instanceof MappingNode mapping) {
            return entries(mapping, spot, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(value(item, depth + 1)));
            return new Value.Items(items, spot);
        }
        return text((ScalarNode) node, spot);
    }

    private Value entries(MappingNode mapping, Spot spot, int depth) {
        Map<String, Value.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Spot place = spot(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                faults.add(new Fault(place, "A name must be a plain text"));
            } else if (entries.containsKey(name.getValue())) {
                faults.add(new Fault(
                        place,
                        "'" + name.getValue() + "' is here a second time; it stands on line "
                                + entries.get(name.getValue()).spot().line() + " already; keep one"));
            } else {
                entries.put(name.getValue(), new Value.Entry(place, value(tuple.getValueNode(), depth + 1)));
            }
        }
        return new Value.Entries(entries, spot);
    }

    private Value text(ScalarNode node, Spot spot) {
        String text = node.getTag().equals(Tag.NULL) ? "" : node.getValue();
        return new Value.Text(
                text,
                spot,
                switch (node.getScalarStyle()) {
                    case LITERAL, FOLDED -> block(spot.line() + 1);
                    case SINGLE_QUOTED, DOUBLE_QUOTED -> new Spot(spot.line(), spot.column() + 1);
                    default -> spot;
                });
    }

    /** A block begins behind the line of its sign, and behind its indent. */
    private Spot block(int line) {
        String first = line > lines.size() ? "" : lines.get(line - 1);
        return new Spot(line, first.length() - first.stripLeading().length() + 1);
    }

    private static Spot spot(Mark mark) {
        return new Spot(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
