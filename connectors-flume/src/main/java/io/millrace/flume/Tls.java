package io.millrace.flume;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS as the options ask for it. */
final class Tls {
    private Tls() {}

    /**
     * What a receiver needs to speak TLS; empty if it shall not.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if a store is missing or cannot be opened
     */
    static Optional<SslContext> server(Options options) {
        if (!options.value(InputOptions.SSL)) {
            return Optional.empty();
        }
        try {
            Secret password = options.find(InputOptions.KEYSTORE_PASSWORD)
                    .orElseThrow(() -> ConnectorException.settings(
                            "Option 'ssl' is true, which needs a key store: give 'keystore' and 'keystorePassword'"));
            char[] opens = password.reveal().toCharArray();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(options, InputOptions.KEYSTORE, opens), opens);
            SslContextBuilder builder = SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK);
            if (options.value(InputOptions.CLIENT_AUTH)) {
                builder.clientAuth(ClientAuth.REQUIRE).trustManager(trusted(options));
            }
            return Optional.of(builder.build());
        } catch (IOException | GeneralSecurityException e) {
            throw ConnectorException.settings("TLS cannot be set up with the given stores: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trusted(Options options) throws IOException, GeneralSecurityException {
        char[] opens = options.find(InputOptions.TRUSTSTORE_PASSWORD)
                .map(secret -> secret.reveal().toCharArray())
                .orElseGet(() -> new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store(options, InputOptions.TRUSTSTORE, opens));
        return trust;
    }

    private static KeyStore store(Options options, Option<String> option, char[] password)
            throws GeneralSecurityException {
        String path = options.find(option)
                .orElseThrow(() -> ConnectorException.settings(
                        "Option '" + option.name() + "' is missing; the TLS that is asked for needs it"));
        try {
            return KeyStore.getInstance(new File(path), password);
        } catch (IOException | IllegalArgumentException e) {
            throw ConnectorException.settings(
                    "Option '" + option.name() + "' names '" + path + "', which cannot be opened here ("
                            + e.getMessage() + "); the file must be on every executor, and its password be right",
                    e);
        }
    }
}
