package io.millrace.x;

import io.millrace.api.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a line of the stream says. */
sealed interface Message {
    /**
     * A post.
     *
     * @param id its id
     * @param event the post as it is handed on
     * @param bytes the memory it takes, about
     * @param created when it was made; null if it does not say
     */
    record Post(String id, Event event, int bytes, @Nullable Instant created) implements Message {}

    /** That the stream ends now. */
    record End(Trouble why) implements Message {}

    /** Something that is not known. */
    record Unknown(String words) implements Message {}

    /** Nothing that can be read. */
    record Malformed(String why) implements Message {}
}
