package io.millrace.testkit.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One direction of one proxied connection: bytes that were read and must wait, and how the sending side ended. What the
 * receiving side may know, of bytes and of the end alike, is held while the direction is stalled. Proxy thread only.
 */
final class ProxyPipe {
    private static final int MOST_WAITING = 4 << 20;
    private static final int CHUNK = 64 << 10;

    private record Chunk(ByteBuffer bytes, long dueNanos) {}

    private enum End {
        OPEN,
        FINISHED,
        RESET
    }

    private final SocketChannel from;
    private final SocketChannel to;
    private final ProxyRules.Way way;
    private final Queue<Chunk> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private End end = End.OPEN;
    private boolean endPassedOn;
    private boolean receiverGone;

    ProxyPipe(SocketChannel from, SocketChannel to, ProxyRules.Way way) {
        this.from = from;
        this.to = to;
        this.way = way;
    }

    boolean wantsToRead() {
        return end == End.OPEN && !receiverGone && waitingBytes < MOST_WAITING;
    }

    /** Whether bytes are due that the receiving side did not take yet. */
    boolean wantsToWrite(long now) {
        Chunk first = waiting.peek();
        return first != null && !way.stalled() && first.dueNanos <= now;
    }

    /** Nanoseconds until bytes are due; {@link Long#MAX_VALUE} when none wait for their time. */
    long dueIn(long now) {
        Chunk first = waiting.peek();
        return first == null || way.stalled() || first.dueNanos <= now ? Long.MAX_VALUE : first.dueNanos - now;
    }

    /** The sending side broke off. */
    void senderGone() {
        end = End.RESET;
    }

    /** The receiving side broke off: nobody takes what waits. */
    void receiverGone() {
        receiverGone = true;
        waiting.clear();
        waitingBytes = 0;
    }

    void read(long now) {
        try {
            while (wantsToRead()) {
                ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
                int count = from.read(bytes);
                if (count < 0) {
                    end = End.FINISHED;
                } else if (count == 0) {
                    return;
                } else {
                    waiting.add(new Chunk(bytes.flip(), now + way.delayNanos()));
                    waitingBytes += count;
                }
            }
        } catch (IOException broken) {
            end = End.RESET;
        }
    }

    /** Passes on what is due; throws when the receiving side broke off. */
    void write(long now) throws IOException {
        while (wantsToWrite(now)) {
            ByteBuffer bytes = waiting.element().bytes;
            int limit = bytes.limit();
            bytes.limit(bytes.position() + (int) Math.min(bytes.remaining(), way.allowance()));
            int written = to.write(bytes);
            boolean taken = !bytes.hasRemaining();
            bytes.limit(limit);
            waitingBytes -= written;
            way.passed(written);
            if (!bytes.hasRemaining()) {
                waiting.remove();
            }
            if (!taken || way.allowance() == 0) {
                return;
            }
        }
        if (end == End.FINISHED && waiting.isEmpty() && !way.stalled() && !endPassedOn && !receiverGone) {
            endPassedOn = true;
            to.shutdownOutput();
        }
    }

    /** Whether the sending side broke off and the receiving side may know. */
    boolean mustReset() {
        return end == End.RESET && waiting.isEmpty() && !way.stalled();
    }

    /** Whether all was passed on, the end too. */
    boolean complete() {
        return endPassedOn;
    }
}
