package io.millrace.mongodb;

import com.mongodb.MongoClientSettings;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonReader;
import org.bson.BsonWriter;
import org.bson.ByteBufNIO;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.io.BasicOutputBuffer;
import org.bson.io.ByteBufferBsonInput;
import java.nio.ByteBuffer;

/** Takes documents off the wire, and puts them on it, without looking into them. */
final class DocumentCodec implements Codec<BsonBytes> {
    static final CodecRegistry REGISTRY = CodecRegistries.fromRegistries(
            CodecRegistries.fromCodecs(new DocumentCodec()), MongoClientSettings.getDefaultCodecRegistry());

    @Override
    public BsonBytes decode(BsonReader reader, DecoderContext context) {
        BasicOutputBuffer buffer = new BasicOutputBuffer(512);
        try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
            writer.pipe(reader);
            return new BsonBytes(buffer.getInternalBuffer(), buffer.getPosition());
        }
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
