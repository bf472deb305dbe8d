package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server must not outlive the JVM that started it. */
final class LeashTest {
    @Test
    void parentKilledTakesItsServerAndDirectoryWithIt() {
        try (ServerProcess parent =
                ChildJvm.of(Parent.class).arguments(List.of("stay")).start()) {
            Orphan orphan = Orphan.of(parent);
            assertThat(ProcessHandle.of(orphan.pid)).isPresent();

            parent.kill();

            orphan.awaitGone();
        }
    }

    @Test
    void parentThatEndsWithoutClosingTakesItsServerWithIt() {
        try (ServerProcess parent =
                ChildJvm.of(Parent.class).arguments(List.of("leave")).start()) {
            Orphan orphan = Orphan.of(parent);
            assertThat(parent.awaitExit(TestBounds.START)).isZero();
            orphan.awaitGone();
        }
    }

    @Test
    void ctrlCIsNotHeardByServers() throws Exception {
        int port = FreePorts.next();
        try (ServerProcess server = ServerProcessTest.echo(port).start()) {
            assertThat(new ProcessBuilder("/bin/sh", "-c", "kill -INT " + server.pid())
                            .start()
                            .waitFor())
                    .isZero();
            server.stop(TestBounds.START);
            assertThat(server.awaitExit(TestBounds.START)).isEqualTo(128 + 15);
        }
    }

    private record Orphan(long pid, Path directory) {
        static Orphan of(ServerProcess parent) {
            String[] words = parent.awaitLine("server \\d+ ", TestBounds.START).split(" ", -1);
            return new Orphan(Long.parseLong(words[1]), Path.of(words[2]));
        }

        void awaitGone() {
            await().untilAsserted(() -> assertThat(ProcessHandle.of(pid)).isEmpty());
            await().untilAsserted(() -> assertThat(directory).doesNotExist());
        }
    }

    /** Starts a server, says so, and stays or leaves without closing it. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            ServerProcess server =
                    ServerProcess.command("sleeper", List.of("sleep", "300")).start();
            System.out.println("server " + server.pid() + " " + server.directory() + " ");
            if (args[0].equals("stay")) {
                Thread.currentThread().join();
            }
        }
    }
}
