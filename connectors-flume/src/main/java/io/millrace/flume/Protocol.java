package io.millrace.flume;

import java.util.Locale;

/** What agents speak: the words of Flume's own sources and sinks. */
enum Protocol {
    AVRO,
    THRIFT;

    /** The word in options and addresses. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
