package io.millrace.mongodb;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What TLS needs, out of key stores on this machine. */
final class Tls {
    private Tls() {}

    static SSLContext context(Options options) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(options), trust(options), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw ConnectorException.settings("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static KeyManager @Nullable [] keys(Options options) throws GeneralSecurityException {
        if (!options.has(ConnectionOptions.KEYSTORE)) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(
                load(options, ConnectionOptions.KEYSTORE, ConnectionOptions.KEYSTORE_PASSWORD),
                password(options, ConnectionOptions.KEYSTORE_PASSWORD));
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trust(Options options) throws GeneralSecurityException {
        if (!options.has(ConnectionOptions.TRUSTSTORE)) {
            return null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(load(options, ConnectionOptions.TRUSTSTORE, ConnectionOptions.TRUSTSTORE_PASSWORD));
        return factory.getTrustManagers();
    }

    private static KeyStore load(Options options, Option<String> file, Option<Secret> password)
            throws GeneralSecurityException {
        Path path = Path.of(options.value(file));
        try {
            return KeyStore.getInstance(path.toFile(), password(options, password));
        } catch (IOException e) {
            throw ConnectorException.settings(
                    "Option '" + file.name() + "' names the file '" + path + "', which "
                            + (Files.isReadable(path)
                                    ? "cannot be opened with the password of option '" + password.name() + "'"
                                    : "cannot be read here; it must be on the driver and on every executor"),
                    e);
        }
    }

    private static char @Nullable [] password(Options options, Option<Secret> password) {
        return options.find(password)
                .map(secret -> secret.reveal().toCharArray())
                .orElse(null);
    }
}
