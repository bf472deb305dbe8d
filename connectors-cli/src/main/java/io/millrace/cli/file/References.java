package io.millrace.cli.file;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The references {@code ${env:NAME}} of a pipeline file, put in as the file is read, and taken out again of whatever is shown.
 * (Values that are {@code env:NAME} or {@code file:PATH} as a whole are none of them: options resolve these where they are used.)
 */
public final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
    private static final int SHORTEST = 3;

    private final Map<String, String> environment;
    private final SortedMap<String, String> used =
            new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** References to variables of an environment. */
    public References(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** A text with its references resolved. */
    String resolve(Value.Text value, List<Fault> faults) {
        Matcher references = REFERENCE.matcher(value.text());
        return references.replaceAll(found -> Matcher.quoteReplacement(one(found.group(1), value.spot(), faults)));
    }

    /** A text in which no value of a reference stands. */
    public String hide(String text) {
        String hidden = text;
        for (Map.Entry<String, String> one : used.entrySet()) {
            hidden = hidden.replace(one.getKey(), "${env:" + one.getValue() + "}");
        }
        return hidden;
    }

    private String one(String reference, Spot spot, List<Fault> faults) {
        String written = "${" + reference + "}";
        if (!reference.startsWith("env:")) {
            faults.add(new Fault(
                    spot,
                    "'" + written
                            + "' is not known; write ${env:NAME} for a variable of the environment, or file:PATH as the"
                            + " whole value of a secret"));
            return written;
        }
        String name = reference.substring("env:".length());
        String value = environment.get(name);
        if (value == null) {
            faults.add(new Fault(
                    spot,
                    "The environment variable '" + name
                            + "' is not set; set it where the pipeline is started, or write the" + " value here"));
            return written;
        }
        if (value.length() >= SHORTEST) {
            used.put(value, name);
        }
        return value;
    }
}
