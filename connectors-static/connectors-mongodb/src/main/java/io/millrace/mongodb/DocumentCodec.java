package io.millrace.mongodb;

import com.mongodb.MongoClientSettings;
import java.nio.ByteBuffer;
import org.bson.BsonBinaryReader;
import org.bson.BsonReader;
import org.bson.BsonWriter;
import org.bson.ByteBufNIO;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.io.BsonInput;
import org.bson.io.BsonInputMark;
import org.bson.io.ByteBufferBsonInput;

/** Takes documents off the wire, and puts them on it, without looking into them. */
final class DocumentCodec implements Codec<BsonBytes> {
    static final CodecRegistry REGISTRY = CodecRegistries.fromRegistries(
            CodecRegistries.fromCodecs(new DocumentCodec()), MongoClientSettings.getDefaultCodecRegistry());

    @Override
    public BsonBytes decode(BsonReader reader, DecoderContext context) {
        BsonInput input = ((BsonBinaryReader) reader).getBsonInput();
        BsonInputMark start = input.getMark(Integer.BYTES);
        byte[] bytes = new byte[input.readInt32()];
        start.reset();
        // Whoever reads on asks the reader, which must know that this value is over.
        reader.skipValue();
        start.reset();
        input.readBytes(bytes);
        return new BsonBytes(bytes, bytes.length);
    }

    @Override
    public void encode(BsonWriter writer, BsonBytes document, EncoderContext context) {
        ByteBuffer buffer = ByteBuffer.wrap(document.bytes(), 0, document.size());
        try (BsonBinaryReader reader = new BsonBinaryReader(new ByteBufferBsonInput(new ByteBufNIO(buffer)))) {
            writer.pipe(reader);
        }
    }

    @Override
    public Class<BsonBytes> getEncoderClass() {
        return BsonBytes.class;
    }
}
