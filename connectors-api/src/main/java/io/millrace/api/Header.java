package io.millrace.api;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named value that travels beside an event's key and value. Names may repeat within one event.
 *
 * @param name the name
 * @param value the value, or null where the system knows headers without one
 */
public record Header(String name, byte @Nullable [] value) implements Serializable {
    /** Checks that the name is there. */
    // Not a compact constructor: javac 17 leaves the annotations of its parameters out of the class file.
    public Header(String name, byte @Nullable [] value) {
        this.name = Objects.requireNonNull(name, "name");
        this.value = value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Header that && name.equals(that.name) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return name + "=" + (value == null ? "null" : value.length + " bytes");
    }
}
