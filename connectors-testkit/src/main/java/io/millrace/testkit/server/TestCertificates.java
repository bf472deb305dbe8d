package io.millrace.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * Keys and certificates for one server and one client that trust each other and nobody else, made anew for a test. All
 * four stores are PKCS12 files and have one password.
 *
 * @param password opens every store and every key
 * @param serverKeys the server's key; its certificate is for 127.0.0.1 and localhost
 * @param serverTrust what the server trusts: the client's certificate
 * @param clientKeys the client's key
 * @param clientTrust what the client trusts: the server's certificate
 */
public record TestCertificates(String password, Path serverKeys, Path serverTrust, Path clientKeys, Path clientTrust) {
    private static final String ALIAS = "millrace-test";
    private static final Duration KEYTOOL_BOUND = Duration.ofSeconds(60);

    /** Makes the stores in an existing directory; takes about a second. */
    public static TestCertificates create(Path directory) {
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        TestCertificates made = new TestCertificates(
                password,
                directory.resolve("server-keys.p12"),
                directory.resolve("server-trust.p12"),
                directory.resolve("client-keys.p12"),
                directory.resolve("client-trust.p12"));
        try (ServerProcess server = generate(made.serverKeys, "server", password);
                ServerProcess client = generate(made.clientKeys, "client", password)) {
            finish(server);
            finish(client);
        }
        try {
            trust(made.clientTrust, certificate(made.serverKeys, password), password);
            trust(made.serverTrust, certificate(made.clientKeys, password), password);
        } catch (IOException | GeneralSecurityException e) {
            throw new ServerFailure("cannot make the trust stores in " + directory, e);
        }
        return made;
    }

    private static ServerProcess generate(Path store, String owner, String password) {
        return ServerProcess.command(
                        "keytool",
                        List.of(
                                Jdk.program("keytool"),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-validity",
                                "30",
                                "-dname",
                                "CN=" + owner,
                                "-ext",
                                "SAN=ip:127.0.0.1,dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toAbsolutePath().toString(),
                                "-storepass",
                                password))
                .start();
    }

    private static void finish(ServerProcess keytool) {
        if (keytool.awaitExit(KEYTOOL_BOUND) != 0) {
            throw new ServerFailure("keytool made no key: " + keytool.output());
        }
    }

    private static Certificate certificate(Path keys, String password) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(keys)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return store.getCertificate(ALIAS);
        }
    }

    private static void trust(Path file, Certificate trusted, String password)
            throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(ALIAS, trusted);
            store.store(out, password.toCharArray());
        }
    }
}
