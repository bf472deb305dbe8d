package io.millrace.api;

import java.util.Objects;

/**
 * One thing that is wrong with the options that a user gave.
 *
 * @param option the name as it was given; of an option that is missing its canonical name
 * @param message what is wrong and what to do; without the values of secrets
 */
public record OptionFault(String option, String message) {
    /** Checks that both are there. */
    public OptionFault {
        Objects.requireNonNull(option, "option");
        Objects.requireNonNull(message, "message");
    }
}
