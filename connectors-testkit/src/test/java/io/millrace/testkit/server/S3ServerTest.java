package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class S3ServerTest {
    private static S3Server s3;

    @BeforeAll
    static void start() {
        long begin = System.nanoTime();
        s3 = S3Server.start("server-test");
        print("start", begin);
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Test
    void whatWasWrittenOutlivesAKill() throws IOException {
        byte[] large = new byte[12_000_000];
        Arrays.fill(large, (byte) 7);
        try (FileSystem client = client("server-test", Map.of("fs.s3a.multipart.size", "5M"))) {
            write(client, "/a/small", new byte[] {1, 2, 3});
            write(client, "/a/large", large);

            s3.kill();
            long begin = System.nanoTime();
            s3.restart();
            print("restart after kill", begin);

            assertThat(read(client, "/a/small")).containsExactly(1, 2, 3);
            assertThat(read(client, "/a/large")).isEqualTo(large);
            assertThat(client.rename(new Path("/a/large"), new Path("/b"))).isTrue();
            assertThat(client.listStatus(new Path("/a"))).hasSize(1);
            assertThat(client.delete(new Path("/a"), true)).isTrue();
            assertThat(client.listStatus(new Path("/"))).hasSize(1);
        }
    }

    @Test
    void bucketsAreMadeWhenAskedFor() throws IOException {
        s3.createBucket("made-later");
        try (FileSystem client = client("made-later", Map.of())) {
            write(client, "/a", new byte[] {1});
            assertThat(read(client, "/a")).containsExactly(1);
        }
        assertThatThrownBy(() -> s3.createBucket("No")).hasMessageContaining("no name of a bucket");
    }

    @Test
    void whoDoesNotKnowThePasswordIsRefused() throws IOException {
        try (FileSystem client = client("server-test", Map.of("fs.s3a.secret.key", "wrong"))) {
            assertThatThrownBy(() -> write(client, "/secret", new byte[] {1}))
                    .isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void itIsReachedThroughAProxy() throws IOException {
        try (TcpProxy proxy = TcpProxy.to(s3.endpoint().getPort());
                FileSystem client = client("server-test", s3.s3aSettings(proxy))) {
            write(client, "/proxied", new byte[] {1});
            assertThat(proxy.bytes(TcpProxy.Direction.TO_SERVER)).isPositive();
        }
    }

    private static FileSystem client(String bucket, Map<String, String> settings) throws IOException {
        Configuration all = new Configuration();
        s3.s3aSettings().forEach(all::set);
        settings.forEach(all::set);
        return FileSystem.newInstance(URI.create("s3a://" + bucket), all);
    }

    private static void write(FileSystem client, String file, byte[] content) throws IOException {
        try (FSDataOutputStream out = client.create(new Path(file))) {
            out.write(content);
        }
    }

    private static byte[] read(FileSystem client, String file) throws IOException {
        try (FSDataInputStream in = client.open(new Path(file))) {
            return in.readAllBytes();
        }
    }

    private static void print(String what, long begin) {
        System.out.println("S3: " + what + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    }
}
