package io.millrace.flume;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/** Answers the requests of one connection, one after another, off the event loop. While one is answered nothing is read. */
final class Requests extends SimpleChannelInboundHandler<Frame> {
    private static final int LONGEST_MESSAGE = 200;

    private final Wire wire;
    private final FrameDecoder decoder;
    private final Patience patience;
    private final Connections connections;
    private final Puts puts;
    private final WaitingBytes waiting;
    private final Refusals refusals;

    Requests(
            Wire wire,
            FrameDecoder decoder,
            Patience patience,
            Connections connections,
            Puts puts,
            WaitingBytes waiting,
            Refusals refusals) {
        this.wire = wire;
        this.decoder = decoder;
        this.patience = patience;
        this.connections = connections;
        this.puts = puts;
        this.waiting = waiting;
        this.refusals = refusals;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        context.channel().config().setAutoRead(false);
        patience.answering();
        connections.known(context.channel());
        try {
            puts.execute(() -> serve(context, frame));
        } catch (RejectedExecutionException e) {
            // Closing; the sender finds another receiver.
            waiting.give(frame.held());
            var unused = context.close();
        }
    }

    private void serve(ChannelHandlerContext context, Frame frame) {
        try {
            ByteBuf answer = wire.answer(frame);
            context.executor().execute(() -> {
                var unused = context.writeAndFlush(answer);
                next(context);
            });
        } catch (Throwable e) {
            // Also an error: without an answer the sender would wait, and the connection stay, for ever.
            exceptionCaught(context, e);
        } finally {
            waiting.give(frame.held());
        }
    }

    private void next(ChannelHandlerContext context) {
        ChannelHandlerContext own = context.pipeline().context(decoder);
        if (own == null) {
            return;
        }
        try {
            context.channel().config().setAutoRead(true);
            decoder.next(own);
        } catch (Exception e) {
            exceptionCaught(context, e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable e) {
        if (e instanceof DecoderException) {
            refusals.count(Refusals.Reason.MALFORMED, context.channel().remoteAddress(), shortened(e), null);
        } else if (!(e instanceof IOException)) {
            refusals.count(Refusals.Reason.MALFORMED, context.channel().remoteAddress(), "a request that failed", e);
        }
        var unused = context.close();
    }

    /** Netty quotes all the bytes that it could not understand. */
    private static String shortened(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
    }
}
