package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** By which certificates a store of S3's protocol is trusted: those of a file that the user names, or those of the JVM. */
final class PrivateTrust {
    /** The file, as a setting of Hadoop's. */
    static final String FILE = "millrace.s3.truststore";

    /** What opens it, or a reference to that. */
    static final String PASSWORD = "millrace.s3.truststore.password";

    private static final int PATIENCE_MILLIS = 5_000;
    private static final int HTTPS = 443;

    private PrivateTrust() {}

    /** What trusts the certificates of the file, and no others; null for what the JVM trusts. */
    static TrustManager @Nullable [] of(Configuration settings) {
        String file = settings.get(FILE);
        if (file == null) {
            return null;
        }
        String password = settings.get(PASSWORD);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            // Reads the older format too.
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(
                    in,
                    password == null
                            ? null
                            : Secret.of("truststorePassword", password).reveal().toCharArray());
            if (store.size() == 0) {
                throw new IOException("it holds no certificate, or none without its password");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw ConnectorException.settings(
                    "The trust store '" + file + "' cannot be used: " + e.getMessage()
                            + ". Option 'truststore' names a file of PKCS12 or JKS that is on the driver and on every executor, and"
                            + " 'truststorePassword' opens it",
                    e);
        }
    }

    /**
     * Shakes hands with the store, for Hadoop's client tries a handshake again and again that can never succeed. A store that
     * does not answer is left to that client's patience.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if its certificate is not trusted
     */
    static void check(String bucket, Configuration settings) {
        String url = settings.get("fs.s3a.endpoint", "");
        if (!url.startsWith("https://") || settings.get("fs.s3a.proxy.host") != null) {
            return;
        }
        URI endpoint = URI.create(url);
        boolean pathStyle = settings.getBoolean("fs.s3a.path.style.access", false);
        String host = pathStyle ? endpoint.getHost() : bucket + "." + endpoint.getHost();
        int port = endpoint.getPort() < 0 ? HTTPS : endpoint.getPort();
        TrustManager[] trusted = of(settings);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        } catch (SSLHandshakeException e) {
            throw ConnectorException.settings(
                    "The certificate of '" + endpoint + "' is not trusted: " + e.getMessage() + ". "
                            + (trusted == null
                                    ? "If it comes from a private authority, name a file with that authority's certificate in option"
                                            + " 'truststore'"
                                    : "The file of option 'truststore' must hold the certificate of the authority that signed it, and"
                                            + " the certificate must be for this host"),
                    e);
        } catch (IOException e) {
            // It is away, or no TLS is spoken there: S3A waits, or says so.
            return;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}
