package io.millrace.files.write;

import io.millrace.testkit.server.HdfsServer;
import io.millrace.testkit.server.S3Server;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The real servers that tests write to, each started when it is first asked for, and ended with this JVM. */
enum Store {
    HDFS("hdfs") {
        @Override
        Place place() {
            return new Place(server().uri().toString(), server().clientSettings());
        }

        @Override
        void kill() {
            server().kill();
        }

        @Override
        void restart() {
            server().restart();
        }
    },
    S3("s3") {
        @Override
        Place place() {
            return new Place("s3a://written", s3().s3aSettings());
        }

        @Override
        void kill() {
            s3().kill();
        }

        @Override
        void restart() {
            s3().restart();
        }
    };

    private static @Nullable HdfsServer hdfs;
    private static @Nullable S3Server s3;

    private final String connector;

    Store(String connector) {
        this.connector = connector;
    }

    private static synchronized HdfsServer server() {
        HdfsServer running = hdfs;
        if (running == null) {
            running = HdfsServer.start(1);
            hdfs = running;
        }
        return running;
    }

    private static synchronized S3Server s3() {
        S3Server running = s3;
        if (running == null) {
            running = S3Server.start("written");
            s3 = running;
        }
        return running;
    }

    /** Where it is, and what Hadoop's client must be told. */
    record Place(String base, Map<String, String> settings) {}

    abstract Place place();

    /** Ends all its processes by SIGKILL. */
    abstract void kill();

    /** Starts them again on their data, and comes back when they serve. */
    abstract void restart();

    /** The name of its connector. */
    String connector() {
        return connector;
    }

    /** A directory that is not there yet. */
    Path directory() {
        return new Path(place().base() + "/" + UUID.randomUUID());
    }

    /** As the connector has them: Hadoop gives all who ask the file system of who asked first. */
    Configuration settings() {
        Configuration all = new Configuration();
        all.setBoolean("dfs.client.retry.policy.enabled", true);
        all.set("dfs.client.retry.policy.spec", "200,10,1000,120");
        place().settings().forEach(all::set);
        return all;
    }

    FileSystem files() throws IOException {
        return FileSystem.get(directory().toUri(), settings());
    }

    /** The options of its connector for a directory. */
    Map<String, String> options(Path directory) {
        Map<String, String> options = new TreeMap<>();
        options.put("connector", connector);
        options.put("path", directory.toString());
        place().settings().forEach((name, value) -> options.put("hadoop." + name, value));
        return options;
    }
}
