package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerProcessTest {
    @Test
    void isReadyWhenItsPortAnswersAndLeavesNothingBehind() throws Exception {
        ServerProcess server;
        try (ServerProcess started = echo(FreePorts.next()).start()) {
            server = started;
            assertThat(server.alive()).isTrue();
            assertThat(ProcessHandle.of(server.pid())).isPresent();
            assertThat(server.log()).hasParent(server.directory());
        }
        assertThat(server.alive()).isFalse();
        assertThat(server.directory()).doesNotExist();
    }

    @Test
    void killIsNoticedByClientsAndRestartServesOnTheSamePort() throws Exception {
        int port = FreePorts.next();
        try (ServerProcess server = echo(port).start();
                Socket client = connect(port)) {
            Path data = Files.writeString(server.directory().resolve("data"), "kept");
            long before = server.pid();
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');

            server.kill();

            assertThat(server.alive()).isFalse();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> connect(port)).isInstanceOf(IOException.class);

            server.restart();

            assertThat(server.pid()).isNotEqualTo(before);
            assertThat(data).hasContent("kept");
            assertThat(echoed(port, 'x')).isEqualTo('x');
        }
    }

    @Test
    void pausedServerAnswersNothingUntilItGoesOn() throws Exception {
        int port = FreePorts.next();
        try (ServerProcess server = echo(port).start();
                Socket client = connect(port)) {
            server.pause();
            client.getOutputStream().write('x');
            client.setSoTimeout(300);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            server.resume();
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void pausedServerCanBeKilledAndStopped() {
        try (ServerProcess server = echo(FreePorts.next()).start()) {
            server.pause();
            server.kill();
            assertThat(server.alive()).isFalse();

            server.restart();
            server.pause();
            server.stop(Duration.ofSeconds(10));
            assertThat(server.alive()).isFalse();
        }
    }

    @Test
    void serverThatIgnoresSigtermIsKilledAndSaidSo() {
        try (ServerProcess deaf = shell("trap '' TERM; echo deaf; while :; do sleep 1; done")
                .ready(Ready.line("deaf"))
                .start()) {
            assertThatThrownBy(() -> deaf.stop(Duration.ofMillis(300)))
                    .isInstanceOf(ServerFailure.class)
                    .hasMessageContaining("did not stop within");
            assertThat(deaf.alive()).isFalse();
            WorkDirectory.delete(deaf.directory());
        }
    }

    @Test
    void deathBeforeReadinessFailsAtOnceWithTheEndOfTheLog() {
        ServerBuilder dying = shell("echo no memory left; exit 3")
                .ready(Ready.port(FreePorts.next()))
                .deadline(Duration.ofHours(1));

        assertThatThrownBy(dying::start)
                .isInstanceOf(ServerFailure.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("no memory left")
                .satisfies(failure -> {
                    assertThat(keptLog(failure)).content().contains("no memory left");
                    WorkDirectory.delete(directoryOf(keptLog(failure)));
                });
    }

    @Test
    void lateServerFailsAtItsDeadlineAndIsEnded() {
        ServerBuilder late =
                shell("echo $$; exec sleep 300").ready(Ready.line("ready")).deadline(Duration.ofMillis(500));

        assertThatThrownBy(late::start)
                .isInstanceOf(ServerFailure.class)
                .hasMessageContaining("did not become ready within")
                .satisfies(failure -> {
                    Path log = keptLog(failure);
                    assertThat(ProcessHandle.of(
                                    Long.parseLong(Files.readString(log).strip())))
                            .isEmpty();
                    WorkDirectory.delete(directoryOf(log));
                });
    }

    @Test
    void awaitedLineIsFoundInTheOutputOfTheLatestStartOnly() {
        try (ServerProcess server = shell("echo run $$; exec sleep 300").start()) {
            String first = server.awaitLine("run \\d+", TestBounds.START);
            server.restart();
            String second = server.awaitLine("run \\d+", TestBounds.START);

            assertThat(first).isNotEqualTo(second);
            assertThat(second).isEqualTo("run " + server.pid());
        }
    }

    @Test
    void awaitedLineOfAnEndedProcessFailsAtOnce() {
        try (ServerProcess server = shell("echo one").start()) {
            assertThatThrownBy(() -> server.awaitLine("two", Duration.ofHours(1)))
                    .isInstanceOf(ServerFailure.class)
                    .hasMessageContaining("exit code 0 and without a line like two");
            server.close();
            WorkDirectory.delete(server.directory());
        }
    }

    @Test
    void exitCodeIsToldAndAnExpectedEndIsNoFailure() {
        ServerProcess server = shell("exit 7").start();

        assertThat(server.awaitExit(TestBounds.START)).isEqualTo(7);
        server.close();
        assertThat(server.directory()).doesNotExist();
    }

    @Test
    void unexpectedEndKeepsTheLog() {
        ServerProcess server = shell("echo crashed; exit 1").start();
        await().until(() -> !server.alive());
        server.close();

        assertThat(server.log()).content().contains("crashed");
        WorkDirectory.delete(server.directory());
    }

    @Test
    void deadServerCannotBePaused() {
        ServerProcess server = shell("exit 0").start();
        server.awaitExit(TestBounds.START);

        assertThatThrownBy(server::pause).isInstanceOf(ServerFailure.class).hasMessageContaining("does not run");
        server.stop(TestBounds.START);
        server.close();
        WorkDirectory.delete(server.directory());
    }

    @Test
    void interruptedThreadClosesItsServerAllTheSame() {
        ServerProcess server = shell("exec sleep 300").start();
        Thread.currentThread().interrupt();
        server.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.alive()).isFalse();
        assertThat(server.directory()).doesNotExist();
    }

    @Test
    void closeEndsWhatTheProcessStarted() {
        List<ProcessHandle> started;
        try (ServerProcess server =
                shell("sleep 300 & echo up; wait").ready(Ready.line("up")).start()) {
            started = server.descendants();
            assertThat(started).isNotEmpty();
        }
        await().untilAsserted(() -> assertThat(started).noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void givenDirectoryStays(@TempDir Path directory) {
        shell("echo $PWD $GREETING")
                .directory(directory)
                .environment("GREETING", "hello")
                .start()
                .close();

        try (ServerProcess server = shell("echo $PWD $GREETING")
                .directory(directory)
                .environment("GREETING", "hello")
                .start()) {
            server.awaitLine(directory + " hello", TestBounds.START);
            server.awaitExit(TestBounds.START);
        }
        assertThat(directory).isNotEmptyDirectory();
    }

    static ServerBuilder echo(int port) {
        return ServerProcess.java("echo", ChildJvm.classpath(), EchoServer.class.getName())
                .heap("32m")
                .jvm(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
                .arguments(List.of(Integer.toString(port)))
                .ready(Ready.port(port));
    }

    private static ServerBuilder shell(String script) {
        return ServerProcess.command("shell", List.of("/bin/sh", "-c", script));
    }

    private static Path keptLog(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return Path.of(message.replaceAll("(?s).*Its log is (\\S+).*", "$1"));
    }

    private static Path directoryOf(Path log) {
        return Objects.requireNonNull(log.getParent());
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static int echoed(int port, int sent) throws IOException {
        try (Socket client = connect(port)) {
            client.getOutputStream().write(sent);
            return client.getInputStream().read();
        }
    }
}
