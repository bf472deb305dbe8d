package io.millrace.hbase;

import io.millrace.api.Names;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is said of one column, in the mapping or in a catalog, until its place is known. Errors are {@link IllegalArgumentException}s. */
final class MappedBuilder {
    private final String name;
    private final String type;
    private final UnaryOperator<String> avroSchemas;
    private Encoding encoding = Encoding.BYTES;
    private int length;
    private @Nullable String schema;

    MappedBuilder(String name, String type, UnaryOperator<String> avroSchemas) {
        this.name = name;
        this.type = type;
        this.avroSchemas = avroSchemas;
    }

    void encoding(String word) {
        encoding = Encoding.of(word);
    }

    void length(String text) {
        if (!text.matches("[1-9]\\d{0,4}")) {
            throw new IllegalArgumentException("length '" + text + "' is no number of bytes");
        }
        length = Integer.parseInt(text);
    }

    void avro(String schemaName) {
        encoding = Encoding.AVRO;
        schema = schemaName;
    }

    /** The column at {@code :key}, {@code :time}, or {@code family:qualifier}. */
    Mapped at(String place) {
        if (place.startsWith(":")) {
            return special(place);
        }
        int colon = place.indexOf(':');
        if (length != 0) {
            throw new IllegalArgumentException("only parts of the row key have a length");
        }
        Codec codec = codec();
        return Mapped.cell(name, ddl(), codec, encoding, place.substring(0, colon), place.substring(colon + 1));
    }

    private Mapped special(String place) {
        if (place.equals(":key")) {
            Codec codec = codec();
            int width = codec.width() == Codec.ANY_WIDTH ? length : codec.width();
            if (length != 0 && (encoding == Encoding.ORDERED || length != width)) {
                throw new IllegalArgumentException(
                        "values of type " + type + " have a length of their own in this encoding; leave length out");
            }
            return Mapped.key(name, ddl(), codec, encoding, width);
        } else if (place.equals(":time")) {
            if (Type.of(type) != Type.TIMESTAMP) {
                throw new IllegalArgumentException("the time of cells is a TIMESTAMP, not " + type);
            }
            return Mapped.time(name, ddl());
        }
        String near = Names.nearest(place, List.of(":key", ":time"), 3).orElse(":key or :time");
        throw new IllegalArgumentException(
                "unknown place '" + place + "'; did you mean " + near + ", or family:qualifier?");
    }

    private Codec codec() {
        return schema == null
                ? encoding.codec(type)
                : AvroCodec.of(avroSchemas.apply(schema)).codec();
    }

    private String ddl() {
        return schema == null
                ? Type.normal(type)
                : AvroCodec.of(avroSchemas.apply(schema)).ddl();
    }
}
