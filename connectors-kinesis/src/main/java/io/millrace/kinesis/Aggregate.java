package io.millrace.kinesis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what Amazon's producer library (KPL) puts together: several small records in one stored record, as a magic number, a
 * protobuf message and the message's MD5. What is not just so is an ordinary record.
 */
final class Aggregate {
    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
    private static final int DIGEST = 16;

    /**
     * One of the records that were put together.
     *
     * @param key its partition key
     * @param hashKey its explicit hash key, or null if it has none
     * @param data its data
     * @param index its place
     * @param isLast whether it is the last of them
     */
    // A record's arrays are compared by nobody.
    record Part(String key, @Nullable String hashKey, byte[] data, int index, boolean isLast) {}

    private record Raw(int key, int hashKey, byte[] data) {}

    private Aggregate() {}

    /** The parts; none if it is an ordinary record. */
    static List<Part> parts(byte[] stored) {
        if (stored.length < MAGIC.length + DIGEST || !Arrays.equals(MAGIC, 0, MAGIC.length, stored, 0, MAGIC.length)) {
            return List.of();
        }
        int end = stored.length - DIGEST;
        byte[] digest = digest(stored, MAGIC.length, end - MAGIC.length);
        if (!Arrays.equals(digest, 0, DIGEST, stored, end, stored.length)) {
            return List.of();
        }
        try {
            return read(new Message(stored, MAGIC.length, end));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return List.of();
        }
    }

    private static List<Part> read(Message message) {
        List<String> keys = new ArrayList<>();
        List<String> hashKeys = new ArrayList<>();
        List<Raw> records = new ArrayList<>();
        while (message.more()) {
            switch (message.field()) {
                case 1 -> keys.add(message.text());
                case 2 -> hashKeys.add(message.text());
                case 3 -> records.add(record(message.nested()));
                default -> message.skip();
            }
        }
        List<Part> parts = new ArrayList<>();
        for (Raw raw : records) {
            parts.add(new Part(
                    keys.get(raw.key()),
                    raw.hashKey() < 0 ? null : hashKeys.get(raw.hashKey()),
                    raw.data(),
                    parts.size(),
                    parts.size() == records.size() - 1));
        }
        return parts;
    }

    private static Raw record(Message message) {
        int key = -1;
        int hashKey = -1;
        byte[] data = {};
        while (message.more()) {
            switch (message.field()) {
                case 1 -> key = Math.toIntExact(message.number());
                case 2 -> hashKey = Math.toIntExact(message.number());
                case 3 -> data = message.bytes();
                default -> message.skip();
            }
        }
        return new Raw(key, hashKey, data);
    }

    private static byte[] digest(byte[] bytes, int from, int length) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(bytes, from, length);
            return md5.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    /** A protobuf message, read from its beginning to its end. */
    private static final class Message {
        private final byte[] bytes;
        private final int end;
        private int at;
        private int wire;

        private Message(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.at = from;
            this.end = end;
        }

        private boolean more() {
            return at < end;
        }

        /** The number of the next field. */
        private int field() {
            long tag = number();
            wire = (int) (tag & 7);
            return (int) (tag >>> 3);
        }

        private long number() {
            long number = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = bytes[at++];
                number |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return number;
                }
            }
            throw new IllegalArgumentException("a number without an end");
        }

        private byte[] bytes() {
            int from = length();
            return Arrays.copyOfRange(bytes, from, at);
        }

        private String text() {
            int from = length();
            return new String(bytes, from, at - from, StandardCharsets.UTF_8);
        }

        private Message nested() {
            int from = length();
            return new Message(bytes, from, at);
        }

        private void skip() {
            switch (wire) {
                case 0 -> number();
                case 1 -> at += 8;
                case 2 -> length();
                case 5 -> at += 4;
                default -> throw new IllegalArgumentException("an unknown kind of field");
            }
        }

        /** Steps over a field of bytes; answers where they begin. */
        private int length() {
            long length = number();
            int from = at;
            if (length < 0 || length > end - from) {
                throw new IllegalArgumentException("longer than the message");
            }
            at = from + (int) length;
            return from;
        }
    }
}
