package io.millrace.api;

/**
 * An event whose position is a number: {@link #position} tells it in decimal digits. A query that asks for positions is
 * spared the way through a text.
 */
public interface NumberedEvent extends Event {
    /** The position as a number. */
    long number();

    @Override
    default String position() {
        return Long.toString(number());
    }
}
