package io.millrace.flume;

import org.jspecify.annotations.Nullable;

/**
 * One request as it came over the wire.
 *
 * @param serial the number by which Avro's answer finds its request; 0 for Thrift
 * @param bytes what came, and more that is not used; of a refused request only the beginning
 * @param length how many of the bytes came
 * @param held how much of {@link WaitingBytes} the frame holds
 * @param refusal why the request is not taken, if so
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Frame(
        int serial,
        byte[] bytes,
        int length,
        long held,
        @Nullable Refusal refusal) {}
