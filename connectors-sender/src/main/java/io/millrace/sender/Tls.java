package io.millrace.sender;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS as the options ask for it. */
final class Tls {
    private Tls() {}

    /**
     * What makes connections speak TLS; null if they shall not.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if a store is missing or cannot be opened
     */
    static @Nullable SSLSocketFactory of(Options options) {
        if (!options.value(SenderOptions.SSL)) {
            return null;
        }
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store(options, SenderOptions.TRUSTSTORE, password(options, SenderOptions.TRUSTSTORE_PASSWORD)));
            KeyManager[] keys = new KeyManager[0];
            if (options.has(SenderOptions.KEYSTORE)) {
                char[] opens = password(options, SenderOptions.KEYSTORE_PASSWORD);
                KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(store(options, SenderOptions.KEYSTORE, opens), opens);
                keys = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw ConnectorException.settings("TLS cannot be set up with the given stores: " + e.getMessage(), e);
        }
    }

    /** The receiver must be the one that was asked for: its certificate names the host. */
    static void demandHost(SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
    }

    private static char[] password(Options options, Option<Secret> option) {
        return options.value(option).reveal().toCharArray();
    }

    private static KeyStore store(Options options, Option<String> option, char[] password)
            throws GeneralSecurityException {
        String path = options.value(option);
        try {
            return KeyStore.getInstance(new File(path), password);
        } catch (IOException | IllegalArgumentException e) {
            throw ConnectorException.settings(
                    "Option '" + option.name() + "' names '" + path + "', which cannot be opened here ("
                            + e.getMessage() + "); the file must be on every worker, and its password be right",
                    e);
        }
    }
}
