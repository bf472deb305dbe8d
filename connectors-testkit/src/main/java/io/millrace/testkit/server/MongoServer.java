package io.millrace.testkit.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that speaks the protocol of MongoDB, in a process of its own on the loopback interface. It is a stand-in: without
 * transactions, users, replica sets, validators and some stages of aggregations.
 *
 * <p>Data of a {@linkplain #start durable} one survives {@link #kill()} and {@link #restart()}, and the port stays the same. One
 * thread at a time.
 */
public final class MongoServer implements AutoCloseable {
    private static final String HEAP = "512m";

    private final ServerProcess process;
    private final int port;

    private MongoServer(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** A new server that has written to its file what it acknowledges. It has no change streams. */
    public static MongoServer start() {
        return start(HEAP, List.of("data.mv"));
    }

    /** A new server that forgets all when it ends. It has change streams of single collections. */
    public static MongoServer startInMemory() {
        return startInMemory(HEAP);
    }

    /**
     * As {@link #startInMemory()}, for much data.
     *
     * @param heap the most memory of its JVM, such as 2g
     */
    public static MongoServer startInMemory(String heap) {
        return start(heap, List.of(""));
    }

    /** A new server that forgets all when it ends, and speaks only TLS. */
    public static MongoServer startWithTls(TestCertificates certificates) {
        return start(
                HEAP, List.of("", certificates.serverKeys().toAbsolutePath().toString(), certificates.password()));
    }

    private static MongoServer start(String heap, List<String> more) {
        int port = FreePorts.next();
        String classpath = classpath();
        ClassArchive archive = ClassArchive.of(ServerClasspath.folder("mongodb"), classpath);
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(port)));
        arguments.addAll(more);
        ServerProcess process = ServerProcess.java("mongodb", classpath, MongoMain.class.getName())
                .archive(archive)
                .quickStart()
                .heap(heap)
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .arguments(arguments)
                .ready(Ready.line("^serving"))
                .deadline(Duration.ofSeconds(60))
                .start();
        archive.make(process);
        return new MongoServer(process, port);
    }

    /** What a client connects to. */
    public String uri() {
        return uri(port);
    }

    /** The same by way of a proxy. */
    public String uri(TcpProxy proxy) {
        return uri(proxy.port());
    }

    /** The port, for a proxy. */
    public int port() {
        return port;
    }

    /** The server's process: its id, directory, log and output. */
    public ServerProcess process() {
        return process;
    }

    /** Ends the server by SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Starts the server again on its data, killing it before when it still runs, and waits until it serves. */
    public void restart() {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }

    private static String uri(int port) {
        return "mongodb://127.0.0.1:" + port + "/";
    }

    private static String classpath() {
        try {
            return ServerClasspath.of("mongodb")
                    + File.pathSeparator
                    + ClassArchive.jar(ServerClasspath.folder("mongodb"), MongoMain.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
