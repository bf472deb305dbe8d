package io.millrace.x;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Puts lines together from bytes that come in pieces of any size. A line too long is passed over. One thread. */
final class Lines {
    private static final int FIRST_CAPACITY = 8 * 1024;

    private final int longest;
    private final Taker taker;
    private byte[] begun = new byte[FIRST_CAPACITY];
    private int length;
    private long skipped;

    /** Who takes the lines. */
    interface Taker {
        /** A line without its end; empty if it was a sign of life. */
        void line(byte[] line) throws InterruptedException, Trouble;

        /** A line of so many bytes was passed over. */
        void tooLong(long bytes);
    }

    Lines(long longest, Taker taker) {
        this.longest = Math.toIntExact(longest);
        this.taker = taker;
    }

    void feed(ByteBuffer bytes) throws InterruptedException, Trouble {
        while (bytes.hasRemaining()) {
            int end = bytes.position();
            while (end < bytes.limit() && bytes.get(end) != '\n') {
                end++;
            }
            take(bytes, end - bytes.position());
            if (bytes.hasRemaining()) {
                bytes.get();
                finish();
            }
        }
    }

    private void take(ByteBuffer bytes, int count) {
        if (skipped > 0 || length + count > longest + 1) { // the end of a line may be of two bytes
            skipped += length + count;
            length = 0;
            bytes.position(bytes.position() + count);
            return;
        }
        if (length + count > begun.length) {
            begun = Arrays.copyOf(begun, Math.max(length + count, Math.min(2 * begun.length, longest + 1)));
        }
        bytes.get(begun, length, count);
        length += count;
    }

    private void finish() throws InterruptedException, Trouble {
        int end = length > 0 && begun[length - 1] == '\r' ? length - 1 : length;
        long passedOver = end > longest ? end : skipped;
        length = 0;
        skipped = 0;
        if (passedOver > 0) {
            taker.tooLong(passedOver);
        } else {
            taker.line(Arrays.copyOf(begun, end));
        }
        if (begun.length > 1 << 20) {
            begun = new byte[FIRST_CAPACITY];
        }
    }
}
