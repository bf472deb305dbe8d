package io.millrace.hbase;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Values in Avro's binary format, without a header, all of one schema.
 *
 * @param ddl the type in Spark's DDL
 * @param codec makes bytes and values
 */
record AvroCodec(String ddl, Codec codec) {
    /**
     * The codec of a schema in JSON.
     *
     * @throws IllegalArgumentException if it is no schema, or of a type that columns do not have
     */
    static AvroCodec of(String json) {
        Schema schema;
        try {
            schema = new Schema.Parser().parse(json);
        } catch (SchemaParseException e) {
            throw new IllegalArgumentException("it is no Avro schema: " + e.getMessage(), e);
        }
        String ddl = AvroTypes.ddl(schema);
        Codec codec = new Codec(
                Codec.ANY_WIDTH,
                Codec.Order.NONE,
                value -> encode(schema, AvroTypes.toAvro(schema, value)),
                (bytes, at, length) -> AvroTypes.fromAvro(schema, decode(schema, bytes, at, length)));
        return new AvroCodec(ddl, codec);
    }

    private static byte[] encode(Schema schema, Object datum) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<Object>(schema).write(datum, encoder);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be written as Avro: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    private static Object decode(Schema schema, byte[] bytes, int at, int length) {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, at, length, null);
        try {
            return new GenericDatumReader<Object>(schema).read(null, decoder);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("it is no Avro of this schema: " + e, e);
        }
    }
}
