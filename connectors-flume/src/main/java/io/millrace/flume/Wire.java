package io.millrace.flume;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** What is spoken on one connection. One thread at a time. */
interface Wire {
    /**
     * Takes the events of one request and comes back with the answer when they are durable, or when they will not be.
     *
     * @throws Malformed if the bytes are no request
     */
    ByteBuf answer(Frame frame) throws IOException;
}
