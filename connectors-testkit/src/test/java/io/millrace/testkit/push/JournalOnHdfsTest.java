package io.millrace.testkit.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Intake;
import io.millrace.runtime.journal.Journal;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.HdfsServer;
import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal on HDFS, of which any process is killed. */
class JournalOnHdfsTest {
    private static HdfsServer hdfs;
    private static Map<String, String> settings;

    @TempDir
    java.nio.file.Path directory;

    private final int port = FreePorts.next();

    @BeforeAll
    static void start() {
        hdfs = HdfsServer.start(2);
        settings = new TreeMap<>(hdfs.clientSettings());
        // Whoever finds no NameNode is told so after a second, not after ten.
        settings.put("ipc.client.connect.max.retries", "5");
        settings.put("ipc.client.connect.retry.interval", "200");
    }

    @AfterAll
    static void stop() {
        hdfs.close();
    }

    /** One kill is not tried for itself: on S3 and on a local disk it is. */
    @Test
    @Tag("soak")
    void nothingAcknowledgedIsLostWhenTheDriverIsKilledAgainAndAgain() throws Exception {
        SharedJournal.killDriver(10, directory, at("many-drivers"), settings);
    }

    @Test
    void aSegmentThatAKillLeftHalfWrittenIsNeverSeen() throws Exception {
        PushedJournal journal = journal("half");
        try (ServerProcess receiver =
                JournalProcess.process(at("half"), port, settings).heap("256m").start()) {
            assertThat(LineSender.ask(port, "before")).isEqualTo(LineSender.TAKEN);
            // What the one DataNode has, the other one does not confirm.
            ServerProcess dataNode = hdfs.dataNodes().get(1);
            dataNode.pause();
            try (LineSender sender = new LineSender("x".repeat(1_000_000), List.of(port))) {
                await().atMost(SharedJournal.BOUND).until(() -> !drafts("half").isEmpty());
                receiver.kill();
                assertThat(sender.acknowledged()).isEmpty();
            } finally {
                dataNode.resume();
            }
            assertThat(drafts("half")).hasSize(1);
            assertThat(journal.values()).containsExactly("before");
            receiver.restart();
            assertThat(drafts("half")).isEmpty();
            assertThat(LineSender.ask(port, "after")).isEqualTo(LineSender.TAKEN);
        }
        assertThat(journal.values()).containsExactly("before", "after");
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheNameNodeAndDataNodesAreKilled() throws Exception {
        killServers(1, "servers");
    }

    @Test
    @Tag("soak")
    void nothingAcknowledgedIsLostWhenTheNameNodeAndDataNodesAreKilledAgainAndAgain() throws Exception {
        killServers(10, "many-servers");
    }

    @Test
    void ofManyReceiversThatOpenAtOnceOneStays() throws Exception {
        SharedJournal.openByMany(journal("many"));
    }

    /** A quota stands for a file system that is full. */
    @Test
    void aSenderIsToldThatThereIsNoSpaceAndServedAgainWhenThereIs() throws Exception {
        PushedJournal place = journal("full");
        DistributedFileSystem files = (DistributedFileSystem) files();
        try (Journal journal = place.writer()) {
            SharedJournal.put(journal, "before");
            files.setQuota(new Path(at("full")), HdfsConstants.QUOTA_DONT_SET, 1);
            assertThatThrownBy(() -> SharedJournal.put(journal, "too much"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("quota")
                    .hasMessageContaining("None of them was acknowledged")
                    .hasMessageNotContaining("\n");
            assertThat(drafts("full")).isEmpty();
            files.setQuota(new Path(at("full")), HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
            SharedJournal.put(journal, "after");
        }
        assertThat(place.values()).containsExactly("before", "after");
    }

    private void killServers(int times, String name) throws Exception {
        PushedJournal place = journal(name);
        List<LineSender> senders = SharedJournal.senders(4, port);
        try (Journal journal = place.writer();
                Intake server = PushedJournal.lines(port, journal)) {
            assertThat(server.addresses()).isNotEmpty();
            SharedJournal.awaitMore(senders, 50);
            for (int kill = 0; kill < times; kill++) {
                hdfs.dataNodes().get(kill % 2).kill();
                SharedJournal.awaitMore(senders, 50);
                hdfs.nameNode().kill();
                assertThatThrownBy(() -> SharedJournal.put(journal, "never acknowledged"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("None of them was acknowledged");
                hdfs.restart();
                SharedJournal.awaitMore(senders, 50);
                if (kill > 0) {
                    hdfs.kill();
                    hdfs.restart();
                    SharedJournal.awaitMore(senders, 50);
                }
            }
            assertThat(journal.ended()).isNull();
        } finally {
            hdfs.restart();
            SharedJournal.close(senders);
        }
        List<String> arrived = place.values();
        arrived.removeIf("never acknowledged"::equals);
        Delivered.check(arrived, senders);
        System.out.println(at(name) + ": " + SharedJournal.acknowledged(senders)
                + " lines acknowledged over kills of the NameNode and DataNodes, all there");
    }

    private static PushedJournal journal(String name) {
        return PushedJournal.at(at(name), settings);
    }

    private static String at(String name) {
        return hdfs.uri() + "/" + name;
    }

    private static FileSystem files() throws IOException {
        return FileSystem.get(hdfs.uri(), PushedJournal.configuration(settings));
    }

    private static List<String> drafts(String name) {
        try {
            return Arrays.stream(files().listStatus(new Path(at(name), "0")))
                    .map(file -> file.getPath().getName())
                    .filter(file -> file.endsWith(".draft"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
