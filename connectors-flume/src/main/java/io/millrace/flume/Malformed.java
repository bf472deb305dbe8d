package io.millrace.flume;

import io.netty.handler.codec.DecoderException;

/** Bytes that are no request. Nothing can be answered to them: the connection is closed. */
final class Malformed extends DecoderException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
        super(message);
    }
}
