package io.millrace.cli.file;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name that a section of a pipeline file may hold.
 *
 * @param name the name
 * @param kind what stands under it
 * @param required whether it must be there
 * @param choices the only texts that may stand there; empty if any may
 * @param inner the shape of the section or sections under it
 * @param doc what it means
 */
record Key(
        String name,
        Kind kind,
        boolean required,
        List<String> choices,
        @Nullable Shape inner,
        String doc) {
    Key {
        choices = List.copyOf(choices);
    }

    static Key of(String name, Kind kind, String doc) {
        return new Key(name, kind, false, List.of(), null, doc);
    }

    static Key oneOf(String name, List<String> choices, String doc) {
        return new Key(name, Kind.TEXT, false, choices, null, doc);
    }

    static Key of(String name, Kind kind, Shape inner, String doc) {
        return new Key(name, kind, false, List.of(), inner, doc);
    }

    /** This name, which must be there. */
    Key needed() {
        return new Key(name, kind, true, choices, inner, doc);
    }
}
