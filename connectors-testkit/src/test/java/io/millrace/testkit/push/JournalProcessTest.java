package io.millrace.testkit.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal's promise is worth when the process that made it dies, or its disk is full. */
class JournalProcessTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final int port = FreePorts.next();

    @Test
    void whatWasAcknowledgedOutlivesAKill() throws Exception {
        List<LineSender> senders = new ArrayList<>();
        try (ServerProcess receiver = JournalProcess.process("file:" + directory, port, Map.of())
                .heap("128m")
                .start()) {
            for (int i = 0; i < 4; i++) {
                senders.add(new LineSender("s" + i, List.of(port)));
            }
            for (int kill = 0; kill < 3; kill++) {
                int least = acknowledged(senders) + 200;
                await().atMost(BOUND).until(() -> acknowledged(senders) > least);
                receiver.kill();
                if (kill < 2) {
                    receiver.restart();
                }
            }
        } finally {
            for (LineSender sender : senders) {
                sender.close();
            }
        }
        Delivered.check(PushedJournal.at(directory).values(), senders);
        System.out.println("JournalProcessTest: " + acknowledged(senders) + " lines acknowledged over three kills");
    }

    /** A limit on the size of a file stands for the disk that is full: the write fails, in the middle of a segment. */
    @Test
    void aSenderIsToldThatTheDiskIsFullAndServedAgainWhenItIsNot() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                "ulimit -f 128; exec " + java + " -Xmx64m -XX:-UsePerfData -Djournal.directory=file:" + directory
                        + " -Djournal.port=" + port + " -cp \"$JOURNAL_CLASSPATH\" " + JournalProcess.class.getName();
        try (ServerProcess receiver = ServerProcess.command("journal-limited", List.of("bash", "-c", command))
                .environment("JOURNAL_CLASSPATH", ChildJvm.classpath())
                .start()) {
            receiver.awaitLine("takes lines", BOUND);
            assertThat(LineSender.ask(port, "before")).isEqualTo(LineSender.TAKEN);
            assertThat(LineSender.ask(port, "x".repeat(1_000_000)))
                    .startsWith("FAILED")
                    .contains("File too large")
                    .contains("None of them was acknowledged");
            try (Stream<Path> files = Files.walk(directory)) {
                assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".draft"));
            }
            assertThat(LineSender.ask(port, "after")).isEqualTo(LineSender.TAKEN);
        }
        assertThat(PushedJournal.at(directory).values()).containsExactly("before", "after");
    }

    private static int acknowledged(List<LineSender> senders) {
        return senders.stream().mapToInt(sender -> sender.acknowledged().size()).sum();
    }
}
