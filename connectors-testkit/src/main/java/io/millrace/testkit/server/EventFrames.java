package io.millrace.testkit.server;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/** The messages in which Amazon's services answer a call with a stream of events ({@code application/vnd.amazon.eventstream}). */
final class EventFrames {
    /** The bytes around headers and payload: two lengths and two checksums. */
    private static final int FRAME = 16;

    private static final int TEXT = 7;

    private EventFrames() {}

    /** An event of some type, with a payload of JSON. */
    static byte[] event(String type, byte[] json) {
        return message(
                Map.of(":message-type", "event", ":event-type", type, ":content-type", "application/json"), json);
    }

    /** An exception in place of an event; nothing follows it. */
    static byte[] exception(String type, byte[] json) {
        return message(
                Map.of(":message-type", "exception", ":exception-type", type, ":content-type", "application/json"),
                json);
    }

    private static byte[] message(Map<String, String> headers, byte[] payload) {
        try {
            byte[] encoded = encoded(headers);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(FRAME + encoded.length + payload.length);
            out.writeInt(encoded.length);
            out.writeInt(checksum(bytes));
            out.write(encoded);
            out.write(payload);
            out.writeInt(checksum(bytes));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encoded(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            byte[] name = header.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] value = header.getValue().getBytes(StandardCharsets.UTF_8);
            out.writeByte(name.length);
            out.write(name);
            out.writeByte(TEXT);
            out.writeShort(value.length);
            out.write(value);
        }
        return bytes.toByteArray();
    }

    private static int checksum(ByteArrayOutputStream bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes.toByteArray());
        return (int) sum.getValue();
    }
}
