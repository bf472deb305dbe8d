package io.millrace.kinesis;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.List;

/** Stored records as Amazon's producer library makes them of several, written out after its published format. */
final class Aggregates {
    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};

    private Aggregates() {}

    /** One stored record of several; each value is its own partition key, and the first has an explicit hash key. */
    static byte[] of(List<String> values, String firstHashKey) throws Exception {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        values.forEach(value -> field(message, 1, Emulator.bytes(value)));
        field(message, 2, Emulator.bytes(firstHashKey));
        for (int i = 0; i < values.size(); i++) {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            record.write(1 << 3);
            number(record, i);
            if (i == 0) {
                record.write(2 << 3);
                number(record, 0);
            }
            field(record, 3, Emulator.bytes(values.get(i)));
            // A tag, which we leave out of events.
            field(record, 4, new byte[] {});
            field(message, 3, record.toByteArray());
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(MAGIC);
        whole.writeBytes(message.toByteArray());
        whole.writeBytes(MessageDigest.getInstance("MD5").digest(message.toByteArray()));
        return whole.toByteArray();
    }

    private static void field(ByteArrayOutputStream to, int field, byte[] bytes) {
        to.write(field << 3 | 2);
        number(to, bytes.length);
        to.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream to, int number) {
        int rest = number;
        while (rest > 127) {
            to.write((rest & 127) | 128);
            rest >>>= 7;
        }
        to.write(rest);
    }
}
