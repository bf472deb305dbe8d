package io.millrace.flume;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The options of sending events to agents. */
final class OutputOptions {
    static final Option<List<String>> HOSTS = Option.of("hosts", "list of host:port", OutputOptions::hosts)
            .required()
            .doc(
                    "The agents' sources, as host:port, host:port; batches go to them in turn, and past one that fails to the next.");

    static final Option<Protocol> PROTOCOL = Option.oneOf("protocol", Protocol.class)
            .orElse("avro")
            .alias("type")
            .doc("What the agents' sources speak: their type.");

    static final Option<Long> BATCH_SIZE = Option.wholeNumber("batchSize")
            .orElse("1000")
            .alias("batch-size")
            .check(size -> size > 0 && size <= 1_000_000, "must be between 1 and 1000000")
            .doc("How many events are sent at once; the agent's channel must take as many in one transaction.");

    static final Option<Duration> CONNECT_TIMEOUT = Option.duration("connectTimeout")
            .orElse("10s")
            .alias("connect-timeout")
            .check(time -> time.toMillis() >= 1_000, "must be at least 1s")
            .doc("How long a connection may take.");

    static final Option<Duration> REQUEST_TIMEOUT = Option.duration("requestTimeout")
            .orElse("20s")
            .alias("request-timeout")
            .check(time -> time.toMillis() >= 1_000, "must be at least 1s")
            .doc("How long an agent may take to say that it holds a batch.");

    static final Option<String> KEY_HEADER = Option.string("keyHeader")
            .doc("The header that takes the column key; without it there must be no such column.");

    static final Option<List<String>> HEADER_COLUMNS = Option.list("headerColumns")
            .doc("Columns that become headers of their name; where one is null, its header is left out.");

    static final Option<Boolean> SSL = Option.flag("ssl").orElse("false").doc("Whether the agents' sources speak TLS.");

    static final Option<String> TRUSTSTORE = Option.string("truststore")
            .doc("The file with the certificates that agents are trusted by; needed for TLS, and on every executor.");

    static final Option<Secret> TRUSTSTORE_PASSWORD =
            Option.secret("truststorePassword").alias("truststore-password").doc("Opens the trust store.");

    static final Option<String> TRUSTSTORE_TYPE = Option.string("truststoreType")
            .orElse("PKCS12")
            .alias("truststore-type")
            .doc("The format of the trust store: PKCS12 or JKS.");

    static final Option<Compression> COMPRESSION = Option.oneOf("compressionType", Compression.class)
            .orElse("none")
            .alias("compression-type")
            .doc("How Avro sources expect what they are sent.");

    static final OptionSet ALL = OptionSet.of(
            HOSTS,
            PROTOCOL,
            BATCH_SIZE,
            CONNECT_TIMEOUT,
            REQUEST_TIMEOUT,
            KEY_HEADER,
            HEADER_COLUMNS,
            SSL,
            TRUSTSTORE,
            TRUSTSTORE_PASSWORD,
            TRUSTSTORE_TYPE,
            COMPRESSION);

    private OutputOptions() {}

    /** Refuses TLS without a trust store, with which Flume's client would trust everybody. */
    static void check(Options options) {
        if (options.value(SSL) && !options.has(TRUSTSTORE)) {
            throw ConnectorException.settings("Option 'ssl' is true, which needs a trust store: give 'truststore' and"
                    + " 'truststorePassword', so that the agents' certificates can be checked");
        }
    }

    private static List<String> hosts(String text) {
        List<String> hosts = Arrays.stream(text.trim().split("[,\\s]+", -1))
                .map(String::trim)
                .toList();
        for (String host : hosts) {
            if (!host.matches("[^:\\s]+:\\d{1,5}")) {
                throw new IllegalArgumentException("expected agents as host:port, host:port");
            }
        }
        return hosts;
    }
}
