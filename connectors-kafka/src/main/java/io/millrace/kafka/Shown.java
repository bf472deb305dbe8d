package io.millrace.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** How records are told in messages: by topic, key and size, never by their value. */
final class Shown {
    private static final int MOST = 64;

    private Shown() {}

    static String record(ProducerRecord<byte[], byte[]> record) {
        return "the record with key " + key(record.key()) + " (" + size(record) + " bytes) to topic '" + record.topic()
                + "'";
    }

    /** A key as text if it is readable text, else its bytes. */
    static String key(byte @Nullable [] key) {
        if (key == null) {
            return "null";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return "'" + shortened(text) + "'";
            }
        } catch (CharacterCodingException e) {
            // not text
        }
        return "0x" + shortened(HexFormat.of().formatHex(key));
    }

    private static String shortened(String text) {
        return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
    }

    private static long size(ProducerRecord<byte[], byte[]> record) {
        return length(record.key()) + (long) length(record.value());
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
