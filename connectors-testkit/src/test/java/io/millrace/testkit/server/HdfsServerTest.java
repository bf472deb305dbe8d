package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tests of the journal and of files on HDFS rest on it, and kill and restart its processes. */
@Tag("soak")
@Timeout(120)
final class HdfsServerTest {
    private static HdfsServer hdfs;
    private static FileSystem client;

    @BeforeAll
    static void start() throws IOException {
        long begin = System.nanoTime();
        hdfs = HdfsServer.start(2);
        print("start with two DataNodes", begin);
        Configuration settings = new Configuration();
        hdfs.clientSettings().forEach(settings::set);
        // An idle connection, kept for 10 s else, notices only at the next call that its NameNode was killed, and fails
        // it.
        settings.setInt("ipc.client.connection.maxidletime", 100);
        client = FileSystem.newInstance(hdfs.uri(), settings);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        hdfs.close();
    }

    @Test
    void whatWasWrittenOutlivesAKill() throws IOException {
        byte[] large = bytes(5_000_000);
        write("/kept/large", large);
        for (int i = 0; i < 20; i++) {
            write("/kept/" + i, bytes(i));
        }

        hdfs.kill();
        long begin = System.nanoTime();
        hdfs.restart();
        print("restart after the kill of all processes", begin);

        assertThat(read("/kept/large")).isEqualTo(large);
        for (int i = 0; i < 20; i++) {
            assertThat(read("/kept/" + i)).isEqualTo(bytes(i));
        }
        write("/kept/later", bytes(7));
        assertThat(read("/kept/later")).isEqualTo(bytes(7));
    }

    @Test
    void eachDataNodeHoldsAllAndOneIsEnough() throws IOException {
        write("/copied", bytes(100_000));
        hdfs.dataNodes().get(0).kill();
        assertThat(read("/copied")).isEqualTo(bytes(100_000));
        write("/written-without", bytes(10));

        hdfs.restart();
        hdfs.dataNodes().get(1).kill();
        assertThat(read("/copied")).isEqualTo(bytes(100_000));
        hdfs.restart();
        assertThat(read("/written-without")).isEqualTo(bytes(10));
    }

    @Test
    void atLeastOneDataNodeIsNeeded() {
        assertThatThrownBy(() -> HdfsServer.start(0)).hasMessageContaining("at least 1");
    }

    private static void write(String file, byte[] content) throws IOException {
        try (FSDataOutputStream out = client.create(new Path(file))) {
            out.write(content);
            out.hsync();
        }
    }

    private static byte[] read(String file) throws IOException {
        try (FSDataInputStream in = client.open(new Path(file))) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        IntStream.range(0, count).forEach(i -> bytes[i] = (byte) (i * 31));
        return bytes;
    }

    private static void print(String what, long begin) {
        System.out.println("HDFS: " + what + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    }
}
