package io.millrace.cli.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JSON Schema of pipeline files, written from the shapes by which they are read and from the connectors' options. */
public final class PipelineSchema {
    private static final String VALUE = "#/$defs/value";

    private final Set<String> inputs;
    private final Function<String, OptionSet> ofInput;
    private final Set<String> outputs;
    private final Function<String, OptionSet> ofOutput;

    private PipelineSchema(
            Set<String> inputs,
            Function<String, OptionSet> ofInput,
            Set<String> outputs,
            Function<String, OptionSet> ofOutput) {
        this.inputs = inputs;
        this.ofInput = ofInput;
        this.outputs = outputs;
        this.ofOutput = ofOutput;
    }

    /** The schema, for connectors by their names. */
    public static ObjectNode of(
            Set<String> inputs,
            Function<String, OptionSet> ofInput,
            Set<String> outputs,
            Function<String, OptionSet> ofOutput) {
        PipelineSchema schema = new PipelineSchema(inputs, ofInput, outputs, ofOutput);
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "A pipeline of Millrace");
        root.setAll(schema.section(Shape.PIPELINE));
        root.putObject("$defs").set("value", value());
        return root;
    }

    private ObjectNode section(Shape shape) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = section.putObject("properties");
        shape.keys().forEach(key -> properties.set(key.name(), key(key)));
        ArrayNode required = section.putArray("required");
        shape.keys().stream().filter(Key::required).map(Key::name).forEach(required::add);
        if (!shape.oneOf().isEmpty()) {
            ArrayNode oneOf = section.putArray("oneOf");
            shape.oneOf().forEach(name -> oneOf.addObject().putArray("required").add(name));
        }
        if (shape.name().equals("an input")) {
            choices(section, inputs, ofInput);
        } else if (shape.name().equals("an output")) {
            choices(section, outputs, ofOutput);
        }
        return section;
    }

    private ObjectNode key(Key key) {
        ObjectNode one = kind(key);
        one.put("description", key.doc());
        return one;
    }

    private ObjectNode kind(Key key) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        @Nullable Shape inner = key.inner();
        switch (key.kind()) {
            case TEXT -> {
                one.put("type", "string");
                if (!key.choices().isEmpty()) {
                    key.choices().forEach(one.putArray("enum")::add);
                }
            }
            case TEXTS -> {
                one.putArray("type").add("string").add("array");
                one.putObject("items").put("type", "string");
            }
            case OPTIONS -> {
                one.put("type", "object");
                one.putObject("additionalProperties").put("$ref", VALUE);
            }
            case SECTION -> one.setAll(section(shape(inner)));
            case NAMED -> {
                one.put("type", "object").put("minProperties", 1);
                one.set("additionalProperties", section(shape(inner)));
            }
            case LIST -> {
                one.put("type", "array");
                one.set("items", section(shape(inner)));
            }
        }
        return one;
    }

    /** For each connector, if it is the one, the names that its options may have. */
    private static void choices(ObjectNode section, Set<String> names, Function<String, OptionSet> options) {
        ObjectNode connector = (ObjectNode) section.get("properties").get("connector");
        names.forEach(connector.putArray("enum")::add);
        ArrayNode all = section.putArray("allOf");
        for (String name : names) {
            ObjectNode choice = all.addObject();
            choice.putObject("if")
                    .putObject("properties")
                    .putObject("connector")
                    .put("const", name);
            choice.putObject("then").putObject("properties").set("options", options(options.apply(name)));
        }
    }

    private static ObjectNode options(OptionSet set) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = node.putObject("properties");
        for (Option<?> option : set.options()) {
            if (!option.name().equals("connector")) {
                ObjectNode one = properties.putObject(option.name());
                one.put("$ref", VALUE).put("description", option.doc() + " (" + option.type() + ")");
                option.aliases()
                        .forEach(alias -> properties
                                .putObject(alias)
                                .put("$ref", VALUE)
                                .put("description", "The same as " + option.name()));
            }
        }
        ObjectNode patterns = node.putObject("patternProperties");
        for (OptionSet.PassThrough pass : set.passThroughs()) {
            patterns.putObject("^" + pass.prefix().replace(".", "\\."))
                    .put("$ref", VALUE)
                    .put("description", pass.doc());
        }
        return node;
    }

    private static ObjectNode value() {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        value.putArray("type").add("string").add("number").add("boolean");
        return value;
    }

    private static Shape shape(@Nullable Shape inner) {
        if (inner == null) {
            throw new IllegalStateException("A section without a shape");
        }
        return inner;
    }
}
