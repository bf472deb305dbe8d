package io.millrace.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server that speaks the protocol of S3, S3Proxy, in a process of its own on the loopback interface. Objects are files of its
 * directory, and are created on condition that there is none as S3 does it: of all at once, one succeeds.
 *
 * <p>Data survives {@link #kill()} and {@link #restart()}, and the port stays the same. One thread at a time.
 */
public final class S3Server implements AutoCloseable {
    private static final String ACCESS_KEY = "local-identity";
    private static final String SECRET_KEY = "local-credential";
    private static final String LOGGING = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger: %msg%n</pattern></encoder>
              </appender>
              <root level="warn"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private final ServerProcess process;
    private final URI address;

    private S3Server(ServerProcess process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** A new server with these buckets. */
    public static S3Server start(String... buckets) {
        URI address = address("http", FreePorts.next());
        // Whoever does not say who he is gets an error, in S3's words.
        return start(address, "s3proxy.endpoint=" + address, Ready.http(address, "<Error>"), buckets);
    }

    /** A new server with these buckets that speaks TLS alone, and shows the server's certificate. */
    public static S3Server start(TestCertificates certificates, String... buckets) {
        int port = FreePorts.next();
        URI address = address("https", port);
        String tls = """
                s3proxy.secure-endpoint=%s
                s3proxy.keystore-path=%s
                s3proxy.keystore-password=%s
                """.formatted(address, certificates.serverKeys().toAbsolutePath(), certificates.password());
        return start(address, tls, Ready.port(port), buckets);
    }

    private static S3Server start(URI address, String endpoint, Ready ready, String... buckets) {
        String classpath = ServerClasspath.of("s3");
        ClassArchive archive = ClassArchive.of(ServerClasspath.folder("s3"), classpath);
        ServerProcess process = ServerProcess.java("s3", classpath, "org.gaul.s3proxy.Main")
                .archive(archive)
                .quickStart()
                .heap("256m")
                .property("logback.configurationFile", "logback.xml")
                .arguments(List.of("--properties", "s3proxy.properties"))
                .prepare(place -> write(place, endpoint))
                .ready(ready)
                .deadline(Duration.ofSeconds(60))
                .start();
        archive.make(process);
        S3Server server = new S3Server(process, address);
        for (String bucket : buckets) {
            server.createBucket(bucket);
        }
        return server;
    }

    /** Where it listens. */
    public URI endpoint() {
        return address;
    }

    /** The only user. */
    public String accessKey() {
        return ACCESS_KEY;
    }

    /** The only user's password. */
    public String secretKey() {
        return SECRET_KEY;
    }

    /** Makes a bucket, which may be there already. */
    public void createBucket(String name) {
        if (!name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes");
        }
        try {
            Files.createDirectories(objects(process.directory()).resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Hadoop's client of S3 must be told, beside the bucket in its paths ({@code s3a://bucket/...}). */
    public Map<String, String> s3aSettings() {
        return s3aSettings(address);
    }

    /** The same by way of a proxy. */
    public Map<String, String> s3aSettings(TcpProxy proxy) {
        return s3aSettings(address(address.getScheme(), proxy.port()));
    }

    /** The server's process: its id, directory, log and output. */
    public ServerProcess process() {
        return process;
    }

    /** Ends the server by SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Starts the server again on its objects, killing it before when it still runs, and waits until it answers. */
    public void restart() {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }

    private Map<String, String> s3aSettings(URI at) {
        return Map.ofEntries(
                Map.entry("fs.s3a.endpoint", at.toString()),
                Map.entry("fs.s3a.endpoint.region", "us-east-1"),
                Map.entry("fs.s3a.path.style.access", "true"),
                Map.entry(
                        "fs.s3a.connection.ssl.enabled",
                        Boolean.toString(at.getScheme().equals("https"))),
                Map.entry("fs.s3a.access.key", accessKey()),
                Map.entry("fs.s3a.secret.key", secretKey()),
                Map.entry("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"),
                Map.entry(
                        "fs.s3a.buffer.dir",
                        process.directory().resolve("buffers").toString()),
                // A test that takes the server away waits for seconds, not for minutes.
                Map.entry("fs.s3a.attempts.maximum", "2"),
                Map.entry("fs.s3a.retry.limit", "2"),
                Map.entry("fs.s3a.retry.interval", "100ms"));
    }

    private static void write(Path place, String endpoint) throws IOException {
        Files.createDirectories(objects(place));
        Files.writeString(place.resolve("logback.xml"), LOGGING);
        Files.writeString(
                place.resolve("s3proxy.properties"), """
                s3proxy.authorization=aws-v2-or-v4
                %s
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(endpoint, ACCESS_KEY, SECRET_KEY, objects(place)));
    }

    private static Path objects(Path place) {
        return place.resolve("objects");
    }

    private static URI address(String scheme, int port) {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }
}
