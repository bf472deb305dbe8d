package io.millrace.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that is never printed. It is either the value itself or a reference, {@code env:NAME} or {@code file:PATH}, that is
 * resolved where it is used, so that plans, tasks and logs carry the reference alone.
 */
public final class Secret {
    private static final String ENV = "env:";
    private static final String FILE = "file:";

    private final String name;
    private final String text;

    private Secret(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * A secret.
     *
     * @param name the option that holds it, for error messages
     * @param text the value or a reference to it
     */
    public static Secret of(String name, String text) {
        return new Secret(Objects.requireNonNull(name, "name"), Objects.requireNonNull(text, "text"));
    }

    /**
     * The value, read now: from the environment of this process, from a file of this machine without its last line end, or
     * as given.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if the reference leads nowhere
     */
    public String reveal() {
        if (text.startsWith(ENV)) {
            return variable(text.substring(ENV.length()));
        }
        return text.startsWith(FILE) ? file(text.substring(FILE.length())) : text;
    }

    private String variable(String variable) {
        String value = System.getenv(variable);
        if (value == null) {
            throw ConnectorException.settings("Option '" + name + "' refers to the environment variable '" + variable
                    + "', which is not set in this process; set it on the driver and on every executor");
        }
        return value;
    }

    private String file(String path) {
        try {
            return Files.readString(Path.of(path)).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw ConnectorException.settings(
                    "Option '" + name + "' refers to the file '" + path
                            + "', which cannot be read here; it must be readable on the driver and on every executor",
                    e);
        }
    }

    /** Whether both were given as the same text. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "[hidden]";
    }
}
