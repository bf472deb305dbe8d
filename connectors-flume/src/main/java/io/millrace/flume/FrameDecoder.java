package io.millrace.flume;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into requests, one at a time: the next begins when the former is answered.
 *
 * <p>Avro's frame is a serial number, a count of parts, and the parts, each behind its length; Thrift's is one part. Memory is
 * taken from {@link WaitingBytes} before it is used, and grows with what has come, never with what a length claims; while there
 * is none, nothing is read. A request that is too large, or has waited for memory too long, is skipped to its end, so that its
 * sender can be told.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    private static final byte[] NOTHING = {};
    private static final int FIRST = 16 << 10;
    /** As much is taken at once if the request before was that large. */
    private static final int USUAL = 1 << 20;
    /** What is kept of a refused request: enough to answer it. */
    private static final int HEAD = 4 << 10;

    private static final int MOST_PARTS = 1 << 20;
    /** Senders wait for an answer before they go on; whoever sends this much meanwhile is none of them. */
    private static final int MOST_AHEAD = 1 << 20;

    private final Protocol protocol;
    private final boolean encrypted;
    private final Limits limits;
    private final WaitingBytes waiting;
    private final Patience patience;

    private WaitingBytes.@Nullable Turn turn;
    private boolean broken;
    private boolean answering;
    /** What it waits for; 0 if for nothing. */
    private int wanted;

    private @Nullable Future<?> patienceEnds;
    private boolean started;
    private boolean first = true;
    private int serial;
    private int partsLeft;
    private int partLeft;
    private long claimed;
    private byte[] bytes = NOTHING;
    private int length;
    private int usual = FIRST;
    private long held;
    private @Nullable Refusal refusal;

    FrameDecoder(Protocol protocol, boolean encrypted, Limits limits, WaitingBytes waiting, Patience patience) {
        this.protocol = protocol;
        this.encrypted = encrypted;
        this.limits = limits;
        this.waiting = waiting;
        this.patience = patience;
    }

    /** Goes on with the next request, some of which may be here already. Called on the connection's event loop. */
    void next(ChannelHandlerContext own) throws Exception {
        answering = false;
        leave();
        patience.idle();
        channelRead(own, Unpooled.EMPTY_BUFFER);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        turn = new WaitingBytes.Turn(() -> context.executor().execute(() -> goOn(context)));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (answering) {
            if (in.readableBytes() > MOST_AHEAD) {
                throw malformed("a sender that waits for no answer");
            }
            return;
        }
        if (wanted > 0) {
            if (in.readableBytes() <= MOST_AHEAD) {
                return;
            }
            // Decompressed, little becomes much; it cannot wait here.
            stopWaiting(context);
        }
        if (!started && !start(in)) {
            return;
        }
        while (partLeft > 0 || partsLeft > 0) {
            if (partLeft > 0) {
                int size = Math.min(partLeft, in.readableBytes());
                if (size == 0 || !hasRoom(context, length + size)) {
                    return;
                }
                take(in, size);
                partLeft -= size;
            } else if (in.readableBytes() < 4) {
                return;
            } else {
                startPart(in.readInt());
            }
        }
        out.add(finish());
    }

    private boolean start(ByteBuf in) {
        patience.busy();
        if (in.readableBytes() < (protocol == Protocol.AVRO ? 8 : 4)) {
            return false;
        }
        if (first && !encrypted && in.getByte(in.readerIndex()) == 0x16 && in.getByte(in.readerIndex() + 1) == 3) {
            throw malformed("TLS spoken at a port without; set ssl=true here, or ssl=false at the sender");
        }
        first = false;
        started = true;
        serial = protocol == Protocol.AVRO ? in.readInt() : 0;
        partsLeft = protocol == Protocol.AVRO ? in.readInt() : 1;
        if (partsLeft < 0 || partsLeft > MOST_PARTS) {
            throw malformed("no frame of " + protocol.word() + ": it claims " + partsLeft + " parts");
        }
        return true;
    }

    private void startPart(int size) {
        claimed += size;
        if (size < 0 || claimed > limits.largestClaim()) {
            throw malformed("no frame of " + protocol.word() + ": it claims a part of " + size + " bytes");
        }
        partLeft = size;
        partsLeft--;
        if (claimed > limits.batchBytes() && refusal == null) {
            refuse(new Refusal(
                    Refusals.Reason.BATCH_BYTES,
                    "a batch of more than maxBatchBytes=" + limits.batchBytes() + " bytes; send smaller ones"));
        }
    }

    private void take(ByteBuf in, int size) {
        int kept = refusal == null ? size : Math.max(0, Math.min(size, bytes.length - length));
        in.readBytes(bytes, length, kept);
        in.skipBytes(size - kept);
        length += kept;
    }

    /** Whether there is memory for so much of the request; if not, nothing more of it is read until there is. */
    private boolean hasRoom(ChannelHandlerContext context, int needed) {
        if (refusal != null || needed <= bytes.length) {
            return true;
        }
        int size = (int) Math.min(limits.batchBytes(), Math.max(usual, 4L * bytes.length));
        size = Math.max(size, needed);
        if (turn != null && !waiting.take(size, turn)) {
            wanted = size;
            context.channel().config().setAutoRead(false);
            patience.answering();
            patienceEnds = context.executor()
                    .schedule(() -> goOn(context), limits.busyTimeout().toNanos(), TimeUnit.NANOSECONDS);
            return false;
        }
        grow(size);
        return true;
    }

    /** Netty's decoder asks for more as long as it has made nothing of what came, whether reading is off or not. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (wanted > 0) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    /** Goes on with a request that has waited, with its memory or without. */
    private void goOn(ChannelHandlerContext context) {
        if (wanted == 0) {
            return;
        }
        try {
            stopWaiting(context);
            channelRead(context, Unpooled.EMPTY_BUFFER);
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }

    private void stopWaiting(ChannelHandlerContext context) {
        int size = wanted;
        if (leave()) {
            refuse(waiting.refusal());
        } else {
            grow(size);
        }
        patience.goesOn();
        context.channel().config().setAutoRead(true);
    }

    /** Gives up its place in line, and answers whether it had one. */
    private boolean leave() {
        wanted = 0;
        if (patienceEnds != null) {
            patienceEnds.cancel(false);
            patienceEnds = null;
        }
        return turn != null && waiting.leave(turn);
    }

    /** Makes room of memory that was taken for it. */
    private void grow(int size) {
        byte[] larger = Arrays.copyOf(bytes, size);
        release();
        bytes = larger;
        held = size;
    }

    private void refuse(Refusal why) {
        refusal = why;
        length = Math.min(length, HEAD);
        bytes = Arrays.copyOf(bytes, HEAD);
        release();
    }

    private Frame finish() {
        Frame frame = new Frame(serial, bytes, length, held, refusal);
        usual = Math.max(FIRST, Math.min(length, USUAL));
        held = 0;
        bytes = NOTHING;
        length = 0;
        claimed = 0;
        refusal = null;
        started = false;
        answering = true;
        return frame;
    }

    private Malformed malformed(String message) {
        broken = true;
        return new Malformed(message);
    }

    private void release() {
        waiting.give(held);
        held = 0;
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        int size = wanted;
        if (!leave()) {
            waiting.give(size);
        }
        release();
        bytes = NOTHING;
    }
}
