package io.millrace.spark.parse;

import io.millrace.runtime.registry.RegisteredSchema;
import io.millrace.runtime.registry.RegistryJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/**
 * Turns Avro records, each written by the schema whose id stands before it, into records of one schema, by Avro's own rules; null
 * for what cannot be turned. One thread at a time.
 */
final class FramedAvro implements UDF1<byte[], byte[]> {
    private static final long serialVersionUID = 1;

    private final RegistryJob job;
    private final String schema;
    private transient @Nullable Map<Integer, Turn> turns;

    /**
     * A way to turn records.
     *
     * @param schema the schema of the records that it makes
     */
    FramedAvro(RegistryJob job, String schema) {
        this.job = job;
        this.schema = schema;
    }

    @Override
    public byte @Nullable [] call(byte @Nullable [] bytes) throws IOException {
        OptionalInt id = Frame.id(bytes);
        if (bytes == null || id.isEmpty()) {
            return null;
        }
        Optional<Turn> turn = turn(id.getAsInt());
        try {
            return turn.isEmpty() ? null : turn.get().of(bytes);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            return null;
        }
    }

    private Optional<Turn> turn(int id) {
        Map<Integer, Turn> all = turns;
        if (all == null) {
            all = new HashMap<>();
            turns = all;
        }
        if (!all.containsKey(id)) {
            Optional<RegisteredSchema> found =
                    job.registry().find(id).filter(one -> one.type().equals("AVRO"));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            all.put(id, new Turn(AvroSchemas.of(found.get()), AvroSchemas.of(schema)));
        }
        return Optional.ofNullable(all.get(id));
    }

    /** From one schema to another. */
    private static final class Turn {
        private final boolean same;
        private final GenericDatumReader<Object> reader;
        private final GenericDatumWriter<Object> writer;
        private @Nullable BinaryDecoder decoder;
        private @Nullable BinaryEncoder encoder;

        Turn(Schema from, Schema to) {
            same = from.equals(to);
            reader = new GenericDatumReader<>(from, to);
            writer = new GenericDatumWriter<>(to);
        }

        byte[] of(byte[] bytes) throws IOException {
            if (same) {
                return Arrays.copyOfRange(bytes, Frame.LENGTH, bytes.length);
            }
            BinaryDecoder in =
                    DecoderFactory.get().binaryDecoder(bytes, Frame.LENGTH, bytes.length - Frame.LENGTH, decoder);
            decoder = in;
            ByteArrayOutputStream turned = new ByteArrayOutputStream(bytes.length);
            BinaryEncoder out = EncoderFactory.get().binaryEncoder(turned, encoder);
            encoder = out;
            writer.write(reader.read(null, in), out);
            out.flush();
            return turned.toByteArray();
        }
    }
}
