package io.millrace.testkit.server;

/** Which of the two programs that speak the protocol of Kinesis. */
public enum KinesisEmulator {
    /**
     * kinesis-local: all of the API, also what Amazon's own clients speak by default (CBOR), {@code UpdateShardCount} and enhanced
     * fan-out. It slows down with the size of a stream: some thousand records are enough.
     */
    LOCAL,
    /** kinesalite: JSON only ({@code -Daws.cborEnabled=false}), without consumers; quick, for volume. */
    LITE
}
