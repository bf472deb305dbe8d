package io.millrace.hbase;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways in which values are bytes in HBase. */
enum Encoding {
    /** As {@code Bytes} of HBase's client does it: big-endian numbers, UTF-8 text, raw binary. */
    BYTES,
    /** Every value as text, in UTF-8. */
    TEXT,
    /** So that bytes have the order of the values, as {@code OrderedBytes} of HBase's client does it. */
    ORDERED,
    /** A record of Avro's binary format, without a header. */
    AVRO;

    /**
     * The encoding with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Encoding of(String name) {
        for (Encoding one : values()) {
            if (one.name().equalsIgnoreCase(name)) {
                return one;
            }
        }
        throw new IllegalArgumentException("unknown encoding '" + name + "'; there are "
                + Arrays.stream(values())
                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    /**
     * How values of a type are encoded.
     *
     * @throws IllegalArgumentException if they cannot be
     */
    Codec codec(String ddl) {
        Codec codec = switch (this) {
            case BYTES -> BytesCodecs.of(ddl);
            case TEXT -> TextCodecs.of(ddl);
            case ORDERED -> OrderedCodecs.of(ddl);
            case AVRO -> throw new IllegalArgumentException("encoding avro needs a schema: write avro=NAME");
        };
        return codec;
    }
}
