package io.millrace.testkit.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.ConnectorException;
import io.millrace.api.Intake;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalOptions;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.S3Server;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.TcpProxy;
import io.millrace.testkit.server.TcpProxy.Direction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal on S3, where a file appears with the last byte of its upload, and only if its name is free. */
class JournalOnS3Test {
    private static final String LARGE = "x".repeat(12_000_000);
    private static S3Server s3;

    @TempDir
    Path directory;

    private final int port = FreePorts.next();

    @BeforeAll
    static void start() {
        s3 = S3Server.start("journals", "unconditional");
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheDriverIsKilled() throws Exception {
        SharedJournal.killDriver(1, directory, at("drivers"), settings());
    }

    @Test
    @Tag("soak")
    void nothingAcknowledgedIsLostWhenTheDriverIsKilledAgainAndAgain() throws Exception {
        SharedJournal.killDriver(10, directory, at("many-drivers"), settings());
    }

    @Test
    void aSegmentThatAKillLeftHalfSentIsNeverSeen() throws Exception {
        PushedJournal journal = journal("half");
        try (TcpProxy proxy = TcpProxy.to(s3.endpoint().getPort())) {
            Map<String, String> proxied = settings();
            proxied.putAll(s3.s3aSettings(proxy));
            // In one piece, of which the proxy lets 4 MB go each half second.
            proxied.remove("fs.s3a.multipart.size");
            try (ServerProcess receiver = JournalProcess.process(at("half"), port, proxied)
                    .heap("512m")
                    .start()) {
                assertThat(LineSender.ask(port, "before")).isEqualTo(LineSender.TAKEN);
                long sent = proxy.bytes(Direction.TO_SERVER);
                proxy.delay(Duration.ofMillis(500));
                try (LineSender sender = new LineSender(LARGE, List.of(port))) {
                    await().atMost(SharedJournal.BOUND)
                            .pollInterval(Duration.ofMillis(10))
                            .until(() -> proxy.bytes(Direction.TO_SERVER) > sent + 100_000);
                    receiver.kill();
                    assertThat(proxy.bytes(Direction.TO_SERVER)).isLessThan(sent + LARGE.length());
                    assertThat(sender.acknowledged()).isEmpty();
                } finally {
                    proxy.resume();
                }
                assertThat(journal.values()).containsExactly("before");
                receiver.restart();
                assertThat(LineSender.ask(port, "after")).isEqualTo(LineSender.TAKEN);
            }
        }
        assertThat(journal.values()).containsExactly("before", "after");
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheServerIsKilled() throws Exception {
        killServer(1, "servers");
    }

    @Test
    @Tag("soak")
    void nothingAcknowledgedIsLostWhenTheServerIsKilledAgainAndAgain() throws Exception {
        killServer(20, "many-servers");
    }

    @Test
    void ofManyReceiversThatOpenAtOnceOneStays() throws Exception {
        SharedJournal.openByMany(journal("many"));
    }

    /** An upload in parts is completed on condition that the name is free, as one that is sent at once. */
    @Test
    void aReceiverThatWasReplacedCanSealNoLargeSegmentEither() throws Exception {
        PushedJournal place = journal("large");
        try (Journal zombie = place.writer()) {
            SharedJournal.put(zombie, LARGE);
            try (Journal successor = place.writer()) {
                assertThatThrownBy(() -> SharedJournal.put(zombie, "y" + LARGE)).hasMessageContaining("taken over");
                SharedJournal.put(successor, "after");
            }
        }
        assertThat(place.values()).containsExactly(LARGE, "after");
    }

    @Test
    void withoutConditionalWritesItIsRefused() {
        Map<String, String> without = settings();
        without.put("fs.s3a.create.conditional.enabled", "false");
        PushedJournal journal = PushedJournal.at("s3a://unconditional/journal", without);
        PushedJournal written =
                new PushedJournal(journal.connector(), journal.options().with(JournalOptions.DURABILITY, "written"));
        for (PushedJournal refused : List.of(journal, written)) {
            assertThatThrownBy(refused::writer)
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("two receivers could write one segment")
                    .hasMessageContaining("fs.s3a.create.conditional.enabled");
        }
    }

    private void killServer(int times, String name) throws Exception {
        PushedJournal place = journal(name);
        List<LineSender> senders = SharedJournal.senders(4, port);
        try (Journal journal = place.writer();
                Intake server = PushedJournal.lines(port, journal)) {
            assertThat(server.addresses()).isNotEmpty();
            for (int kill = 0; kill < times; kill++) {
                SharedJournal.awaitMore(senders, 50);
                s3.kill();
                assertThatThrownBy(() -> SharedJournal.put(journal, "never acknowledged"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("None of them was acknowledged");
                s3.restart();
            }
            SharedJournal.awaitMore(senders, 50);
            assertThat(journal.ended()).isNull();
        } finally {
            SharedJournal.close(senders);
        }
        List<String> arrived = place.values();
        arrived.removeIf("never acknowledged"::equals);
        Delivered.check(arrived, senders);
        System.out.println(at(name) + ": " + SharedJournal.acknowledged(senders) + " lines acknowledged over " + times
                + " kills of the server, all there");
    }

    private static PushedJournal journal(String name) {
        return PushedJournal.at(at(name), settings());
    }

    private static String at(String name) {
        return "s3a://journals/" + name;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(s3.s3aSettings());
        settings.put("fs.s3a.multipart.size", "5M");
        return settings;
    }
}
