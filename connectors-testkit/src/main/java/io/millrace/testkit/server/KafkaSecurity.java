package io.millrace.testkit.server;

/** What a Kafka listener asks of its clients. */
public enum KafkaSecurity {
    /** Nothing. */
    PLAIN("PLAINTEXT"),
    /** TLS; the client checks the broker's certificate. */
    TLS("SSL"),
    /** TLS, and a certificate of the client that the broker trusts. */
    MUTUAL_TLS("SSL"),
    /** A user and password, by SCRAM-SHA-256 or SCRAM-SHA-512, without encryption. */
    SCRAM("SASL_PLAINTEXT"),
    /** A user and password, by SCRAM-SHA-256 or SCRAM-SHA-512, inside TLS. */
    SCRAM_TLS("SASL_SSL");

    private final String protocol;

    KafkaSecurity(String protocol) {
        this.protocol = protocol;
    }

    /** Kafka's own name for it, as in a client's {@code security.protocol}. */
    public String protocol() {
        return protocol;
    }

    boolean encrypts() {
        return this == TLS || this == MUTUAL_TLS || this == SCRAM_TLS;
    }

    boolean asksForUser() {
        return this == SCRAM || this == SCRAM_TLS;
    }
}
