package io.millrace.testkit.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that speaks as the filtered stream of X does, in a process of its own on the loopback interface. Each token is an
 * account with its own rules, limits and faults, so that tests can share a server.
 *
 * <p>Accounts, rules and posts survive {@link #kill()} and {@link #restart()}, and the port stays the same. One thread at a time,
 * but calls may come from any.
 */
public final class XServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SLOWEST = Duration.ofSeconds(20);

    private final ServerProcess process;
    private final URI endpoint;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private XServer(ServerProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** A new server without accounts. */
    public static XServer start() {
        return start(List.of());
    }

    /**
     * A new server that publishes the posts of a file, one a line, to all accounts, from the first moment that somebody listens.
     * Killed and started again it goes on where it was; the line {@code played N} in its output says that it is done.
     */
    public static XServer playing(Path posts, double perSecond) {
        return start(List.of(posts.toAbsolutePath().toString(), Double.toString(perSecond)));
    }

    private static XServer start(List<String> more) {
        int port = FreePorts.next();
        Path classes = ServerClasspath.folder("x").resolve("classes");
        if (!Files.isDirectory(classes)) {
            throw new ServerFailure("the stand-in of X is not built: " + classes
                    + " is missing. Run in the project's root: mvn package -pl servers/x -am");
        }
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(port), "state"));
        arguments.addAll(more);
        ServerProcess process = ServerProcess.java(
                        "x", classes + File.pathSeparator + ServerClasspath.of("x"), "io.millrace.server.x.Main")
                .quickStart()
                .heap("384m")
                .arguments(arguments)
                .ready(Ready.line("^serving"))
                .start();
        return new XServer(process, URI.create("http://127.0.0.1:" + port));
    }

    /** What the connector is told instead of the address of X. */
    public URI endpoint() {
        return endpoint;
    }

    /** Makes an account, or changes what it is granted and how it is treated: a JSON object in the words of the server's settings. */
    public void account(String token, String settings) {
        call("PUT", "/control/" + token, settings);
    }

    /** Publishes posts, lines as of the stream, to an account; they reach it if one of its rules matches. */
    public void publish(String token, List<String> posts) {
        call("POST", "/control/" + token + "/posts", String.join("\n", posts));
    }

    /** Plans an answer for one of the next requests of an account: its status, and a reset or a body. */
    public void plan(String token, String answer) {
        call("POST", "/control/" + token + "/answers", answer);
    }

    /** Ends the connections of an account: {@code end, close, reset, line, chunk} or {@code error}. */
    public void cut(String token, String how) {
        call("POST", "/control/" + token + "/cut?how=" + how, "");
    }

    /** Lets the connections of an account be silent, or go on. */
    public void stall(String token, Stalled stalled) {
        call("POST", "/control/" + token + "/stall?on=" + (stalled == Stalled.SILENT), "");
    }

    /** Whether anything is sent. */
    public enum Stalled {
        /** Nothing. */
        SILENT,
        /** All again. */
        GOES_ON
    }

    /** Sends a line as it is on the connections of an account. */
    public void raw(String token, String line) {
        call("POST", "/control/" + token + "/raw", line);
    }

    /** What the server saw of an account: its requests, and how many connections it has. */
    public JsonNode seen(String token) {
        return call("GET", "/control/" + token, "");
    }

    /** The server's process: its id, directory, log and output. */
    public ServerProcess process() {
        return process;
    }

    /** Ends the server by SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Starts the server again on what it knew, killing it before when it still runs, and waits until it serves. */
    public void restart() {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }

    private JsonNode call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(SLOWEST)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new ServerFailure(
                        method + " " + path + " was answered with " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new ServerFailure("no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailure("interrupted", e);
        }
    }
}
