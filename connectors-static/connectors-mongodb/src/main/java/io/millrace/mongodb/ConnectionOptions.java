package io.millrace.mongodb;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Secret;
import java.time.Duration;

/** The options by which a deployment and a collection are found. */
final class ConnectionOptions {
    static final Option<Secret> URI = Option.secret("connection.uri")
            .orElse("mongodb://localhost:27017/")
            .alias("spark.mongodb.read.connection.uri", "spark.mongodb.write.connection.uri", "connectionUri")
            .doc(
                    "The deployment, as MongoDB's clients take it. It may hold a password, so it is kept as a secret; env:NAME"
                            + " and file:PATH keep it out of plans and logs altogether.");

    static final Option<String> DATABASE = Option.string("database").required().doc("The database.");

    static final Option<String> COLLECTION =
            Option.string("collection").required().doc("The collection.");

    static final Option<String> USERNAME = Option.string("username").doc("The user, if the URI does not name him.");

    static final Option<Secret> PASSWORD = Option.secret("password").doc("The user's password.");

    static final Option<String> AUTH_SOURCE =
            Option.string("authSource").orElse("admin").doc("The database that knows the user.");

    static final Option<Mechanism> AUTH_MECHANISM = Option.oneOf("authMechanism", Mechanism.class)
            .orElse("scram")
            .doc("How the user is known: scram by the password, in the way that the server prefers, or x509 by the"
                    + " certificate in the key store.");

    static final Option<Boolean> TLS = Option.flag("tls").orElse("false").doc("Whether to speak TLS.");

    static final Option<String> TRUSTSTORE = Option.string("truststore")
            .doc("The file with the certificates that servers are trusted by, on the driver and on every executor;"
                    + " without it those of the JVM.");

    static final Option<Secret> TRUSTSTORE_PASSWORD =
            Option.secret("truststorePassword").doc("Opens the trust store.");

    static final Option<String> KEYSTORE = Option.string("keystore")
            .doc("The file with the certificate and the key of the client, on the driver and on every executor.");

    static final Option<Secret> KEYSTORE_PASSWORD =
            Option.secret("keystorePassword").doc("Opens the key store.");

    static final Option<Duration> SERVER_TIMEOUT = Option.duration("serverTimeout")
            .orElse("5s")
            .check(time -> time.toMillis() >= 100, "must be at least 100ms")
            .doc(
                    "How long a server that can serve is looked for before the attempt counts as failed; failed attempts are"
                            + " repeated until retryTimeout.");

    static final Option<Duration> SOCKET_TIMEOUT = Option.duration("socketTimeout")
            .orElse("60s")
            .check(time -> time.toMillis() >= 100, "must be at least 100ms")
            .doc("How long a server may be silent while it is asked something.");

    /** Those by which the deployment alone is found. */
    static final OptionSet DEPLOYMENT = OptionSet.of(
            URI,
            USERNAME,
            PASSWORD,
            AUTH_SOURCE,
            AUTH_MECHANISM,
            TLS,
            TRUSTSTORE,
            TRUSTSTORE_PASSWORD,
            KEYSTORE,
            KEYSTORE_PASSWORD,
            SERVER_TIMEOUT,
            SOCKET_TIMEOUT);

    static final OptionSet ALL = OptionSet.of(DATABASE, COLLECTION).and(DEPLOYMENT);

    /** How a user is known. */
    enum Mechanism {
        SCRAM,
        X509
    }

    private ConnectionOptions() {}
}
