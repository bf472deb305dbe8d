package io.millrace.testkit.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a Kafka broker is to be started; each call adds to what was said before. One thread at a time. */
public final class KafkaServerBuilder {
    private record Door(KafkaSecurity security, boolean proxied) {}

    private final Map<String, Door> doors = new LinkedHashMap<>();
    private final Map<String, String> users = new LinkedHashMap<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private List<String> jvmFlags = List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private @Nullable Path directory;

    KafkaServerBuilder() {
        doors.put(KafkaServer.DIRECT, new Door(KafkaSecurity.PLAIN, false));
    }

    /** A further listener, named in capital letters. */
    public KafkaServerBuilder listener(String name, KafkaSecurity security) {
        return door(name, new Door(security, false));
    }

    /** A further listener that clients reach through a proxy only, because the broker names the proxy's port to them. */
    public KafkaServerBuilder proxied(String name, KafkaSecurity security) {
        return door(name, new Door(security, true));
    }

    /** A user that may come to the SCRAM listeners, by SCRAM-SHA-256 and SCRAM-SHA-512. */
    public KafkaServerBuilder user(String name, String password) {
        users.put(name, password);
        return this;
    }

    /** A property of the broker, in Kafka's words; wins over what the harness sets. */
    public KafkaServerBuilder property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    /** A broker that serves fast, with all of Java's compilers and 1 GB of heap, rather than one that starts fast. */
    public KafkaServerBuilder forThroughput() {
        return jvm(List.of("-Xms1g", "-Xmx1g"));
    }

    /** The flags of the broker's JVM, instead of those that let it start fast with 512 MB of heap. */
    public KafkaServerBuilder jvm(List<String> flags) {
        jvmFlags = List.copyOf(flags);
        return this;
    }

    /** A directory for the broker's data that is left in place; what a former broker left there is taken over. */
    public KafkaServerBuilder directory(Path place) {
        directory = place;
        return this;
    }

    /** Starts the broker and comes back when it serves. */
    public KafkaServer start() {
        if (users.isEmpty()
                && doors.values().stream().anyMatch(door -> door.security().asksForUser())) {
            throw new IllegalStateException("a SCRAM listener needs at least one user: add user(name, password)");
        }
        String classpath = classpath();
        ClassArchive archive = ClassArchive.of(ServerClasspath.folder("kafka"), classpath);
        Map<String, KafkaListener> listeners = open();
        int controller = FreePorts.next();
        KafkaWire wire = new KafkaWire(
                Objects.requireNonNull(listeners.get(KafkaServer.DIRECT)).port());
        AtomicReference<@Nullable TestCertificates> certificates = new AtomicReference<>();
        ServerBuilder broker = ServerProcess.java("kafka", classpath, KafkaMain.class.getName())
                .archive(archive)
                .jvm(jvmFlags)
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("org.slf4j.simpleLogger.showDateTime", "true")
                .property("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS")
                .arguments(List.of("server.properties", "data"))
                .arguments(formatting())
                .deadline(Duration.ofSeconds(90))
                .ready(server -> wire.serves())
                .prepare(place -> {
                    if (doors.values().stream().anyMatch(door -> door.security().encrypts())) {
                        WorkDirectory.delete(place.resolve("tls"));
                        certificates.set(TestCertificates.create(Files.createDirectories(place.resolve("tls"))));
                    }
                    KafkaProperties.write(
                            place, controller, listeners.values(), Optional.ofNullable(certificates.get()), properties);
                });
        if (directory != null) {
            broker.directory(directory);
        }
        try {
            ServerProcess process = broker.start();
            archive.make(process);
            // Making an archive stops the broker for a second, long enough to lose its session.
            process.await("serve", server -> wire.serves(), Duration.ofSeconds(30));
            return new KafkaServer(
                    process, listeners, Optional.ofNullable(certificates.get()), new LinkedHashMap<>(users));
        } catch (RuntimeException e) {
            listeners.values().forEach(listener -> listener.proxy().ifPresent(TcpProxy::close));
            throw e;
        }
    }

    private KafkaServerBuilder door(String name, Door door) {
        if (!name.matches("[A-Z][A-Z_]*") || doors.putIfAbsent(name, door) != null) {
            throw new IllegalArgumentException(
                    "listener '" + name + "' is no new name in capital letters; there are " + doors.keySet());
        }
        return this;
    }

    private Map<String, KafkaListener> open() {
        Map<String, KafkaListener> listeners = new LinkedHashMap<>();
        List<Integer> ports = new ArrayList<>(FreePorts.next(doors.size()));
        doors.forEach((name, door) -> {
            int port = ports.remove(0);
            Optional<TcpProxy> proxy = door.proxied() ? Optional.of(TcpProxy.to(port)) : Optional.empty();
            listeners.put(name, new KafkaListener(name, door.security(), port, proxy));
        });
        return listeners;
    }

    private List<String> formatting() {
        byte[] id = new byte[16];
        new SecureRandom().nextBytes(id);
        // Kafka takes no id that begins with a dash.
        id[0] &= 0x7f;
        Stream<String> cluster =
                Stream.of("-t", Base64.getUrlEncoder().withoutPadding().encodeToString(id));
        Stream<String> passwords = users.entrySet().stream()
                .flatMap(user -> Stream.of("SCRAM-SHA-256", "SCRAM-SHA-512")
                        .flatMap(mechanism -> Stream.of(
                                "--add-scram",
                                "%s=[name=\"%s\",password=\"%s\"]"
                                        .formatted(mechanism, user.getKey(), user.getValue()))));
        return Stream.concat(cluster, passwords).toList();
    }

    private static String classpath() {
        try {
            String broker = ServerClasspath.of("kafka");
            return broker + File.pathSeparator + ClassArchive.jar(ServerClasspath.folder("kafka"), KafkaMain.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
