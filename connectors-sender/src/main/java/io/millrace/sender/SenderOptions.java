package io.millrace.sender;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The options of sending to receivers, in the words of Millrace's own outputs. */
public final class SenderOptions {
    /** Where receivers are. */
    public static final Option<List<String>> HOSTS = Option.of("hosts", "list of host:port", SenderOptions::hosts)
            .required()
            .doc(
                    "The receivers, as host:port, host:port, each a door that speaks Thrift; batches are spread over them, and go"
                            + " past one that fails to the next.");

    /** The events of a batch. */
    public static final Option<Long> BATCH_SIZE = Option.wholeNumber("batchSize")
            .orElse("1000")
            .alias("batch-size")
            .check(size -> size > 0 && size <= 100_000, "must be between 1 and 100000")
            .doc("The most events that are sent at once; the receiver's maxBatchEvents must be as large.");

    /** The bytes of a batch. */
    public static final Option<Long> BATCH_BYTES = Option.size("batchBytes")
            .orElse("1m")
            .check(size -> size > 0 && size <= 1 << 27, "must be above 0 and at most 128m")
            .doc(
                    "The bytes from which on a batch is sent; with its last event it must fit the receiver's maxBatchBytes.");

    /** How long a batch is gathered. */
    public static final Option<Duration> LINGER = Option.duration("linger")
            .orElse("100ms")
            .check(time -> time.toMillis() > 0, "must be above 0")
            .doc("How long events are gathered for a batch before it is sent, though it is not full.");

    /** How many connections. */
    public static final Option<Long> CONNECTIONS = Option.wholeNumber("connections")
            .orElse("4")
            .check(count -> count > 0 && count <= 1_000, "must be between 1 and 1000")
            .doc("How many batches of one task may be on their way at once, each over a connection of its own.");

    /** How long a connection may take. */
    public static final Option<Duration> CONNECT_TIMEOUT = Option.duration("connectTimeout")
            .orElse("10s")
            .alias("connect-timeout")
            .check(SenderOptions::isTimeout, "must be at least 1ms and below 1h")
            .doc("How long a connection may take.");

    /** How long an answer may take. */
    public static final Option<Duration> REQUEST_TIMEOUT = Option.duration("requestTimeout")
            .orElse("20s")
            .alias("request-timeout")
            .check(SenderOptions::isTimeout, "must be at least 1ms and below 1h")
            .doc("How long a receiver may take to say that a batch is durable.");

    /** How long a batch is offered. */
    public static final Option<Duration> SEND_TIMEOUT = Option.duration("sendTimeout")
            .orElse("2m")
            .check(time -> time.toMillis() > 0, "must be above 0")
            .doc("How long a batch is offered to one receiver after another before it counts as failed.");

    /** What may be held for a checkpoint. */
    public static final Option<Long> MAX_CHECKPOINT_BYTES = Option.size("maxCheckpointBytes")
            .orElse("32m")
            .check(size -> size >= 1 << 20, "must be at least 1m")
            .doc(
                    "Flink's exactly-once sink only: about how many bytes a task holds in memory for one checkpoint; Flink needs some"
                            + " five times as much when it writes them. From half of them on the task takes events more slowly, so that"
                            + " they last until the next checkpoint; metric heldBackMillis says for how long it was held back. More"
                            + " checkpoints, more tasks or more bytes make it faster.");

    /** Where the key goes. */
    public static final Option<String> KEY_HEADER = Option.string("keyHeader")
            .doc(
                    "The header that takes an event's key; receivers that have the same option make it the key again. Without it"
                            + " there must be no keys.");

    /** Whether to speak TLS. */
    public static final Option<Boolean> SSL =
            Option.flag("ssl").orElse("false").doc("Whether the receivers speak TLS; needs a trust store.");

    /** Whom to trust. */
    public static final Option<String> TRUSTSTORE = Option.string("truststore")
            .doc(
                    "The file with the certificates that receivers are trusted by, PKCS12 or JKS; it must be on every worker.");

    /** Opens the trust store. */
    public static final Option<Secret> TRUSTSTORE_PASSWORD =
            Option.secret("truststorePassword").alias("truststore-password").doc("Opens the trust store.");

    /** What to show. */
    public static final Option<String> KEYSTORE = Option.string("keystore")
            .doc("The file with this sender's key and certificate, PKCS12 or JKS, for receivers that ask for one.");

    /** Opens the key store. */
    public static final Option<Secret> KEYSTORE_PASSWORD =
            Option.secret("keystorePassword").alias("keystore-password").doc("Opens the key store and its key.");

    /** All of them. */
    public static final OptionSet ALL = OptionSet.of(
            HOSTS,
            BATCH_SIZE,
            BATCH_BYTES,
            LINGER,
            CONNECTIONS,
            CONNECT_TIMEOUT,
            REQUEST_TIMEOUT,
            SEND_TIMEOUT,
            MAX_CHECKPOINT_BYTES,
            KEY_HEADER,
            SSL,
            TRUSTSTORE,
            TRUSTSTORE_PASSWORD,
            KEYSTORE,
            KEYSTORE_PASSWORD);

    private SenderOptions() {}

    /**
     * Checks and reads what a user gave.
     *
     * @throws ConnectorException with kind {@code SETTINGS} and all faults in its message
     */
    public static Options read(Map<String, String> given) {
        Options options = ALL.read(given);
        if (options.value(SSL) && !(options.has(TRUSTSTORE) && options.has(TRUSTSTORE_PASSWORD))) {
            throw ConnectorException.settings("Option 'ssl' is true, which needs a trust store: give 'truststore' and"
                    + " 'truststorePassword', so that the receivers' certificates can be checked");
        }
        if (options.has(KEYSTORE) && !options.has(KEYSTORE_PASSWORD)) {
            throw ConnectorException.settings("Option 'keystore' needs 'keystorePassword', which opens it");
        }
        return options;
    }

    private static boolean isTimeout(Duration time) {
        return time.toMillis() >= 1 && time.toHours() < 1;
    }

    private static List<String> hosts(String text) {
        List<String> hosts = Arrays.stream(text.trim().split("[,\\s]+", -1))
                .map(String::trim)
                .toList();
        for (String host : hosts) {
            if (!host.matches("(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):\\d{1,5}")) {
                throw new IllegalArgumentException("expected receivers as host:port, host:port");
            }
        }
        return hosts;
    }
}
