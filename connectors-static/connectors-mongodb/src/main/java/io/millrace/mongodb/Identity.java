package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.ConnectorException;
import java.util.Arrays;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;

/** By what a document is known: some of its fields, copied out of its bytes. Two are equal if these bytes are. Immutable. */
final class Identity {
    /** A document of these fields. */
    private final byte[] bytes;

    private final boolean hasDocuments;
    private final int hash;

    private Identity(byte[] bytes, boolean hasDocuments) {
        this.bytes = bytes;
        this.hasDocuments = hasDocuments;
        this.hash = Arrays.hashCode(bytes);
    }

    /** The identity of a document by some of its fields; each must be there, and not null. */
    static Identity of(List<byte[]> fields, BsonBytes document) {
        byte[] bytes = document.bytes();
        BasicOutputBuffer identity = new BasicOutputBuffer(64);
        int begun = Bson.begin(identity);
        boolean hasDocuments = false;
        for (byte[] field : fields) {
            int at = Bson.element(bytes, field);
            if (bytes[at] == Bson.NOTHING || bytes[at] == Bson.NULL) {
                throw ConnectorException.malformed(
                        "A row has no value in '" + new String(field, UTF_8) + "', by which its document is known",
                        null);
            }
            identity.writeBytes(bytes, at, Bson.end(bytes, bytes[at], at + 1 + field.length + 1) - at);
            hasDocuments |= bytes[at] == Bson.DOCUMENT;
        }
        Bson.end(identity, begun);
        return new Identity(identity.toByteArray(), hasDocuments);
    }

    /** The fields with their values. */
    BsonDocument document() {
        return new RawBsonDocument(bytes);
    }

    /** The condition that chooses the document. */
    BsonDocument filter() {
        if (!hasDocuments) {
            return document();
        }
        // A document in a condition could be read as operators.
        BsonDocument filter = new BsonDocument();
        document()
                .forEach((name, value) ->
                        filter.append(name, value.isDocument() ? new BsonDocument("$eq", value) : value));
        return filter;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity identity && hash == identity.hash && Arrays.equals(bytes, identity.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As JSON. */
    @Override
    public String toString() {
        return document().toJson();
    }
}
