package io.millrace.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of the README that are not in Java. */
final class Snippets {
    private static final Path README =
            Path.of(System.getProperty("millrace.root", "..")).resolve("README.md");

    private Snippets() {}

    /** The one in a language. */
    static String of(String language) throws IOException {
        Matcher found = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(README));
        if (!found.find()) {
            throw new IllegalStateException("The README has no example in " + language);
        }
        return found.group(1);
    }
}
