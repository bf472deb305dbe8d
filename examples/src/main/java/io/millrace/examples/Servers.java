package io.millrace.examples;

import static io.millrace.examples.Addresses.with;

import io.millrace.examples.Whole.Server;
import io.millrace.testkit.server.HBaseServer;
import io.millrace.testkit.server.HdfsServer;
import io.millrace.testkit.server.KafkaServer;
import io.millrace.testkit.server.MongoServer;
import io.millrace.testkit.server.S3Server;
import io.millrace.testkit.server.XServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The servers of the whole demo, each in processes of its own. They start at the same time, each tells when it is there. */
final class Servers implements AutoCloseable {
    private static final String BUCKET = "demo";

    private final Map<Server, AutoCloseable> running = new ConcurrentHashMap<>();

    private Servers() {}

    /** Starts those that the user wants, and comes back when all are there. */
    static Servers start(Settings settings, Terminal terminal) {
        Servers servers = new Servers();
        long begun = System.nanoTime();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CompletableFuture.allOf(settings.whole().servers().stream()
                            .map(server -> CompletableFuture.runAsync(
                                    () -> {
                                        servers.running.put(server, start(server, settings));
                                        synchronized (terminal) {
                                            terminal.print("  %-8s is there after %.1f s"
                                                    .formatted(server.word(), (System.nanoTime() - begun) / 1e9));
                                        }
                                    },
                                    threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
            return servers;
        } catch (CompletionException e) {
            servers.close();
            throw e;
        } finally {
            threads.shutdown();
        }
    }

    KafkaServer kafka() {
        return of(KafkaServer.class).orElseThrow();
    }

    /** A server of this kind, if it was started. */
    <T> Optional<T> of(Class<T> kind) {
        return running.values().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findAny();
    }

    /** The options by which the pipeline finds them, and the other ends. */
    Addresses addresses(Map<String, String> x, Map<String, String> dashboard) {
        return new Addresses(
                x,
                Map.of("connector", "kafka", "kafka.bootstrap.servers", kafka().bootstrap()),
                of(MongoServer.class)
                        .map(mongo -> Map.of("connector", "mongodb", "connection.uri", mongo.uri(), "database", "demo"))
                        .orElse(Map.of()),
                of(HBaseServer.class)
                        .map(hbase -> with(hbase.clientSettings(), "connector", "hbase"))
                        .orElse(Map.of()),
                of(HdfsServer.class)
                        .map(hdfs -> with(
                                hadoop(hdfs.clientSettings()), "connector", "hdfs", "path", hdfs.uri() + "/places"))
                        .orElse(Map.of()),
                of(S3Server.class).map(Servers::archive).orElse(Map.of()),
                dashboard);
    }

    /** All of them, to be killed and started again; a stand-in that comes back sends again what it had not sent. */
    List<Victim> victims() {
        List<Victim> victims = new ArrayList<>();
        of(XServer.class).ifPresent(x -> victims.add(victim("stand-in of X", x::kill, x::restart)));
        victims.add(victim("broker", kafka()::kill, kafka()::restart));
        of(MongoServer.class).ifPresent(mongo -> victims.add(victim("MongoDB", mongo::kill, mongo::restart)));
        of(S3Server.class).ifPresent(s3 -> victims.add(victim("S3", s3::kill, s3::restart)));
        of(HBaseServer.class).ifPresent(hbase -> victims.add(victim("HBase", hbase::kill, hbase::restart)));
        of(HdfsServer.class).ifPresent(hdfs -> victims.add(victim("HDFS", hdfs::kill, hdfs::restart)));
        return victims;
    }

    @Override
    public void close() {
        running.values().parallelStream().forEach(server -> {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static AutoCloseable start(Server server, Settings settings) {
        return switch (server) {
            case X -> XServer.start();
            case KAFKA -> Surroundings.kafka(settings);
            case MONGODB -> MongoServer.start();
            case HBASE -> HBaseServer.start();
            case HDFS -> HdfsServer.start(1);
            case S3 -> S3Server.start(BUCKET);
        };
    }

    private static Map<String, String> archive(S3Server s3) {
        return Map.of(
                "connector", "s3",
                "path", "s3a://" + BUCKET + "/posts",
                "endpoint", s3.endpoint().toString(),
                "accessKey", s3.accessKey(),
                "secretKey", s3.secretKey());
    }

    private static Map<String, String> hadoop(Map<String, String> settings) {
        Map<String, String> prefixed = new TreeMap<>();
        settings.forEach((name, value) -> prefixed.put("hadoop." + name, value));
        return prefixed;
    }

    private static Victim victim(String name, Runnable kill, Runnable restart) {
        return new Victim(name, () -> {
            kill.run();
            restart.run();
        });
    }
}
