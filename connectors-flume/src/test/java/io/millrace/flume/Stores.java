package io.millrace.flume;

import io.millrace.testkit.server.TestCertificates;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Options and settings of both sides for TLS and compression. */
record Stores(TestCertificates certificates) {
    static Stores in(Path directory) {
        return new Stores(TestCertificates.create(directory));
    }

    /** What a receiver is told. */
    Map<String, String> server() {
        return Map.of(
                "ssl", "true",
                "keystore", certificates.serverKeys().toString(),
                "keystorePassword", certificates.password());
    }

    /** What a receiver is told that knows its senders by certificate. */
    Map<String, String> mutual() {
        Map<String, String> options = new HashMap<>(server());
        options.put("clientAuth", "true");
        options.put("truststore", certificates.serverTrust().toString());
        options.put("truststorePassword", certificates.password());
        return options;
    }

    /** What Flume's client is told. */
    Map<String, String> client() {
        return Map.of(
                "ssl",
                "true",
                "truststore",
                certificates.clientTrust().toString(),
                "truststore-password",
                certificates.password(),
                "truststore-type",
                "PKCS12");
    }
}
