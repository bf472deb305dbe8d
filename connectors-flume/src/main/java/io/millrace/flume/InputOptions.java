package io.millrace.flume;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Secret;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.time.Duration;
import java.util.List;

/** The options of taking in events from agents. */
final class InputOptions {
    static final Option<Protocol> PROTOCOL = Option.oneOf("protocol", Protocol.class)
            .orElse("avro")
            .alias("type")
            .doc("What agents speak: the type of their sink.");

    static final Option<String> BIND = Option.string("bind")
            .orElse("127.0.0.1")
            .check(InputOptions::isBind, "must be an address, a name, or a network such as 10.0.0.0/8")
            .doc("The address to listen at, or a network by which each executor chooses one of its own addresses.");

    static final Option<Ports> PORT = Option.of("port", "port or range", Ports::parse)
            .doc("The port to listen at; of a range such as 4141-4150 the first that is free; 0 takes any.");

    static final Option<List<Listener>> LISTEN = Option.of("listen", "list of addresses", Listener::parseAll)
            .doc(
                    "Instead of protocol, bind and port: several of them, as avro://10.0.0.0/8:4141-4150, thrift://10.0.0.0/8:4151.");

    static final Option<String> KEY_HEADER =
            Option.string("keyHeader").doc("The header whose value is the event's key.");

    static final Option<Boolean> SSL =
            Option.flag("ssl").orElse("false").doc("Whether agents come over TLS; needs a key store.");

    static final Option<String> KEYSTORE = Option.string("keystore")
            .doc("The file with this receiver's key and certificate, PKCS12 or JKS; it must be on every executor.");

    static final Option<Secret> KEYSTORE_PASSWORD =
            Option.secret("keystorePassword").alias("keystore-password").doc("Opens the key store and its key.");

    static final Option<Boolean> CLIENT_AUTH = Option.flag("clientAuth")
            .orElse("false")
            .doc("Whether senders must show a certificate that the trust store trusts.");

    static final Option<String> TRUSTSTORE = Option.string("truststore")
            .doc(
                    "The file with the certificates that senders are trusted by, PKCS12 or JKS; it must be on every executor.");

    static final Option<Secret> TRUSTSTORE_PASSWORD =
            Option.secret("truststorePassword").alias("truststore-password").doc("Opens the trust store.");

    static final Option<Compression> COMPRESSION = Option.oneOf("compressionType", Compression.class)
            .orElse("none")
            .alias("compression-type")
            .doc("How Avro sinks compress what they send; all senders of a port must do the same.");

    static final Option<List<IpSubnetFilterRule>> ALLOW = Option.of("allow", "list of networks", Networks::parseAll)
            .doc("Who may connect, by addresses and networks; without it everybody who is not denied.");

    static final Option<List<IpSubnetFilterRule>> DENY = Option.of("deny", "list of networks", Networks::parseAll)
            .doc("Who may not connect, by addresses and networks; wins over allow.");

    static final Option<Long> MAX_EVENT_SIZE = Option.size("maxEventSize")
            .orElse("4m")
            .check(InputOptions::isPositive, "must be above 0")
            .doc("The most bytes of one event, body and headers; a batch with a larger one is refused.");

    static final Option<Long> MAX_BATCH_EVENTS = Option.wholeNumber("maxBatchEvents")
            .orElse("100000")
            .check(InputOptions::isPositive, "must be above 0")
            .doc("The most events of one batch; larger ones are refused.");

    static final Option<Long> MAX_BATCH_BYTES = Option.size("maxBatchBytes")
            .orElse("16m")
            .check(size -> size > 0 && size <= 1 << 30, "must be above 0 and at most 1g")
            .doc("The most bytes of one batch; larger ones are refused.");

    static final Option<Long> MAX_WAITING_BYTES = Option.size("maxWaitingBytes")
            .orElse("128m")
            .check(InputOptions::isPositive, "must be above 0")
            .doc(
                    "The memory for all batches that are held at once, at least four times maxBatchBytes. New batches may take"
                            + " half of it, and far less at first and after failures; beyond that they wait, unread.");

    static final Option<Long> MAX_CONNECTIONS = Option.wholeNumber("maxConnections")
            .orElse("1000")
            .check(InputOptions::isPositive, "must be above 0")
            .doc(
                    "The most connections; a further one takes the place of the oldest that has never sent a request, or is"
                            + " refused if there is none.");

    static final Option<Long> THREADS = Option.wholeNumber("threads")
            .orElse("64")
            .check(threads -> threads > 0 && threads <= 10_000, "must be between 1 and 10000")
            .doc("How many batches may wait at once until they are durable; further ones queue up.");

    static final Option<Duration> REQUEST_TIMEOUT = Option.duration("requestTimeout")
            .orElse("30s")
            .check(time -> time.toMillis() > 0, "must be above 0")
            .doc("How long a sender may take for a whole request; a connection's first one counts from its beginning.");

    static final Option<Duration> IDLE_TIMEOUT = Option.duration("idleTimeout")
            .orElse("15m")
            .check(time -> time.toMillis() > 0, "must be above 0")
            .doc("How long a connection may be without a request.");

    static final Option<Duration> BUSY_TIMEOUT = Option.duration("busyTimeout")
            .orElse("5s")
            .check(time -> time.toMillis() > 0, "must be above 0")
            .doc(
                    "How long a batch waits, unread, while those before it are not durable; then its sender is told to come"
                            + " later.");

    static final OptionSet ALL = OptionSet.of(
                    LISTEN,
                    PORT,
                    BIND,
                    PROTOCOL,
                    KEY_HEADER,
                    SSL,
                    KEYSTORE,
                    KEYSTORE_PASSWORD,
                    CLIENT_AUTH,
                    TRUSTSTORE,
                    TRUSTSTORE_PASSWORD,
                    COMPRESSION,
                    ALLOW,
                    DENY,
                    MAX_EVENT_SIZE,
                    MAX_BATCH_EVENTS,
                    MAX_BATCH_BYTES,
                    MAX_WAITING_BYTES,
                    MAX_CONNECTIONS,
                    THREADS,
                    REQUEST_TIMEOUT,
                    IDLE_TIMEOUT,
                    BUSY_TIMEOUT)
            .exactlyOne(LISTEN, PORT)
            .atMostOne(LISTEN, BIND)
            .atMostOne(LISTEN, PROTOCOL);

    private InputOptions() {}

    private static boolean isPositive(long number) {
        return number > 0;
    }

    private static boolean isBind(String bind) {
        try {
            Networks.check(bind);
            return !bind.isBlank();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
