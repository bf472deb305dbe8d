package io.millrace.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real schema registry, Apicurio, in a process of its own on the loopback interface; it speaks Confluent's protocol too. It keeps
 * schemas in memory: {@link #kill()} loses them. One thread at a time.
 */
public final class RegistryServer implements AutoCloseable {
    private static final String CONFLUENT = "/apis/ccompat/v7";

    private final ServerProcess process;
    private final int port;

    private RegistryServer(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** A new, empty registry. */
    public static RegistryServer start() {
        int port = FreePorts.next();
        String jar = jar().toString();
        ClassArchive archive = ClassArchive.of(ServerClasspath.folder("registry"), jar);
        ServerProcess process = ServerProcess.java("registry", jar, "io.quarkus.runner.GeneratedMain")
                .archive(archive)
                .quickStart()
                .heap("512m")
                .property("quarkus.http.host", "127.0.0.1")
                .property("quarkus.http.port", Integer.toString(port))
                .ready(Ready.http(URI.create("http://127.0.0.1:" + port + CONFLUENT + "/subjects"), "^\\[]$"))
                .deadline(Duration.ofSeconds(90))
                .start();
        archive.make(process);
        return new RegistryServer(process, port);
    }

    /** Where it speaks Confluent's protocol. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + CONFLUENT);
    }

    /**
     * Registers a schema under a subject.
     *
     * @param request a JSON object with {@code schema} and, but for Avro, {@code schemaType}
     * @return the answer, a JSON object with the schema's {@code id}
     */
    public String register(String subject, String request) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url() + "/subjects/" + subject + "/versions"))
                                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                    .POST(BodyPublishers.ofString(request))
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new ServerFailure("asked the registry to keep a schema under " + subject + ", got "
                        + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new ServerFailure("asked the registry to keep a schema under " + subject + ", got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailure("asked the registry to keep a schema, but the thread was interrupted", e);
        }
    }

    /** The server's process: its id, directory, log and output. */
    public ServerProcess process() {
        return process;
    }

    /** Ends the server by SIGKILL. */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }

    private static Path jar() {
        Path folder = ServerClasspath.folder("registry").resolve("registry");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .toList();
            if (found.size() == 1) {
                return found.get(0);
            }
        } catch (IOException e) {
            throw missing(folder, e);
        }
        throw missing(folder, new IOException("no jar, or more than one"));
    }

    private static ServerFailure missing(Path folder, IOException cause) {
        return new ServerFailure(
                "the registry is not built: " + folder
                        + " lacks its jar. Run in the project's root: mvn package -pl servers/registry -am",
                cause);
    }
}
