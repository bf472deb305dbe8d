package io.millrace.cli.file;

import java.util.Comparator;
import java.util.Objects;

/**
 * One thing that is wrong with a pipeline file.
 *
 * @param spot where
 * @param message what was asked, what was found, and what to do
 */
public record Fault(Spot spot, String message) {
    /** From the top of a file to its end. */
    public static final Comparator<Fault> ORDER = Comparator.comparing(Fault::spot);

    /** Checks that both are there. */
    public Fault {
        Objects.requireNonNull(spot, "spot");
        Objects.requireNonNull(message, "message");
    }
}
