package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** How S3 is reached, in our words and in those of Hadoop's client, S3A. */
final class S3Settings {
    private static final Option<String> ENDPOINT = Option.string("endpoint")
            .alias("fs.s3a.endpoint")
            .check(url -> url.matches("https?://.+"), "must begin with https:// or http://")
            .doc(
                    "The URL of a store that speaks S3's protocol; Amazon's own if nothing is said. TLS is used with https, and"
                            + " trusts what the JVM's trust store trusts, or what option truststore says");
    private static final Option<String> REGION = Option.string("region")
            .alias("fs.s3a.endpoint.region")
            .doc("The region, such as eu-central-1; found by Amazon's rules if nothing is said");
    private static final Option<Boolean> PATH_STYLE = Option.flag("pathStyle")
            .alias("fs.s3a.path.style.access")
            .doc("Whether the bucket is part of the path and not of the host's name; true if an endpoint is given");
    private static final Option<Secret> ACCESS_KEY = Option.secret("accessKey")
            .alias("fs.s3a.access.key")
            .doc("The access key, or a reference to it, which each executor resolves for itself");
    private static final Option<Secret> SECRET_KEY = Option.secret("secretKey")
            .alias("fs.s3a.secret.key")
            .doc("The secret key, or a reference to it; needed with accessKey");
    private static final Option<Secret> SESSION_TOKEN = Option.secret("sessionToken")
            .alias("fs.s3a.session.token")
            .doc("The token of temporary keys, or a reference to it");
    private static final Option<List<String>> PROVIDERS = Option.list("providers")
            .alias("fs.s3a.aws.credentials.provider")
            .doc(
                    "The classes that are asked for keys, in this order, if no accessKey is given; S3A's own chain if nothing is"
                            + " said (environment, then the role of the machine)");

    private static final Option<String> TRUSTSTORE = Option.string("truststore")
            .doc(
                    "The file with the certificates that the endpoint is trusted by, and by no others, PKCS12 or JKS; it must be"
                            + " on the driver and on every executor. What the JVM trusts if nothing is said");
    private static final Option<Secret> TRUSTSTORE_PASSWORD = Option.secret("truststorePassword")
            .doc("Opens the trust store, or a reference to what does, which each executor resolves for itself");

    /** What must be the same for all who use a bucket in one JVM. */
    private static final List<String> IDENTITY = List.of(
            "fs.s3a.endpoint",
            "fs.s3a.endpoint.region",
            "fs.s3a.path.style.access",
            "fs.s3a.access.key",
            "fs.s3a.secret.key",
            "fs.s3a.session.token",
            "fs.s3a.aws.credentials.provider",
            PrivateTrust.FILE);

    private S3Settings() {}

    static OptionSet options() {
        return OptionSet.of(
                        ENDPOINT,
                        REGION,
                        PATH_STYLE,
                        ACCESS_KEY,
                        SECRET_KEY,
                        SESSION_TOKEN,
                        PROVIDERS,
                        TRUSTSTORE,
                        TRUSTSTORE_PASSWORD)
                .atMostOne(ACCESS_KEY, PROVIDERS);
    }

    static Map<String, String> of(Options options) {
        if (options.has(ACCESS_KEY) != options.has(SECRET_KEY)) {
            throw ConnectorException.settings(
                    "Options 'accessKey' and 'secretKey' go together, and only one was given");
        }
        Map<String, String> settings = new HashMap<>();
        options.find(ENDPOINT).ifPresent(url -> {
            settings.put("fs.s3a.endpoint", url);
            settings.put("fs.s3a.connection.ssl.enabled", Boolean.toString(url.startsWith("https")));
            settings.put("fs.s3a.path.style.access", "true");
            // S3A would look for a region of Amazon's otherwise.
            settings.put("fs.s3a.endpoint.region", "us-east-1");
        });
        options.find(TRUSTSTORE).ifPresent(file -> {
            if (!options.find(ENDPOINT).orElse("").startsWith("https")) {
                throw ConnectorException.settings(
                        "Option 'truststore' says by which certificates a store of your own is"
                                + " trusted; name that store in option 'endpoint', beginning with https://, or leave it out");
            }
            settings.put("fs.s3a.s3.client.factory.impl", TrustingClients.class.getName());
            settings.put(PrivateTrust.FILE, file);
        });
        options.find(REGION).ifPresent(region -> settings.put("fs.s3a.endpoint.region", region));
        options.find(PATH_STYLE).ifPresent(style -> settings.put("fs.s3a.path.style.access", style.toString()));
        options.find(PROVIDERS)
                .ifPresent(classes -> settings.put("fs.s3a.aws.credentials.provider", String.join(",", classes)));
        Map<String, String> given = options.asMap();
        if (options.has(ACCESS_KEY)) {
            settings.put("fs.s3a.aws.credentials.provider", S3Keys.class.getName());
            settings.put("fs.s3a.access.key", given.getOrDefault(ACCESS_KEY.name(), ""));
            settings.put("fs.s3a.secret.key", given.getOrDefault(SECRET_KEY.name(), ""));
        }
        if (options.has(TRUSTSTORE_PASSWORD)) {
            if (!options.has(TRUSTSTORE)) {
                throw ConnectorException.settings(
                        "Option 'truststorePassword' opens a trust store, but 'truststore' names none");
            }
            settings.put(PrivateTrust.PASSWORD, given.getOrDefault(TRUSTSTORE_PASSWORD.name(), ""));
        }
        if (options.has(SESSION_TOKEN)) {
            settings.put("fs.s3a.session.token", given.getOrDefault(SESSION_TOKEN.name(), ""));
        }
        return settings;
    }

    /** Hadoop has one client per bucket in a JVM, with the settings of whoever came first: other ones must not be ignored. */
    static void check(Path path, Map<String, String> wanted, Configuration found) {
        for (String name : IDENTITY) {
            String value = wanted.get(name);
            if (value != null && !value.equals(found.get(name))) {
                throw ConnectorException.settings(
                        "The bucket of '" + path + "' was opened in this application with another '"
                                + name
                                + "' before, and Hadoop keeps one client per bucket; use the same one for all that read or"
                                + " write this bucket, or another application");
            }
        }
    }
}
