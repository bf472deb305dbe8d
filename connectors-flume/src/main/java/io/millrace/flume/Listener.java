package io.millrace.flume;

import io.millrace.api.Options;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One door for agents.
 *
 * @param protocol what is spoken there
 * @param bind the address, or a network to choose it from
 * @param ports where to listen
 */
record Listener(Protocol protocol, String bind, Ports ports) {
    private static final Pattern TEXT = Pattern.compile("(?i)(avro|thrift)://(.+):([\\d\\s-]+)");

    /** The doors that the options ask for. */
    static List<Listener> of(Options options) {
        return options.find(InputOptions.LISTEN)
                .orElseGet(() -> List.of(new Listener(
                        options.value(InputOptions.PROTOCOL),
                        options.value(InputOptions.BIND),
                        options.value(InputOptions.PORT))));
    }

    static List<Listener> parseAll(String text) {
        return Arrays.stream(text.split(",", -1)).map(one -> parse(one.trim())).toList();
    }

    private static Listener parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected addresses such as avro://10.0.0.7:4141 or thrift://10.0.0.0/8:4142-4150");
        }
        String bind = matcher.group(2);
        Networks.check(bind);
        return new Listener(
                Protocol.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)), bind, Ports.parse(matcher.group(3)));
    }
}
