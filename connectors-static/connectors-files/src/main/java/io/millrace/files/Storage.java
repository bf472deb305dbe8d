package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.runtime.ReadOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** A directory of one of Hadoop's file systems, and what its client must be told. On the driver; safe for many threads. */
public final class Storage {
    /** Where the files are. */
    public static final Option<String> PATH = Option.string("path")
            .required()
            .doc("The directory, such as hdfs://namenode:8020/orders or s3a://bucket/orders");

    private static final String HADOOP = "hadoop.";

    private final Path path;
    private final Map<String, String> settings;
    private volatile @Nullable FileSystem opened;

    private Storage(Path path, Map<String, String> settings) {
        this.path = path;
        this.settings = settings;
    }

    /** The options of a kind of storage. */
    public static OptionSet options(Kind kind) {
        OptionSet all = OptionSet.of(PATH)
                .passThrough(
                        HADOOP,
                        Set.of(),
                        "Any setting of Hadoop's client, such as hadoop." + kind.example
                                + ", before those of the session");
        return kind == Kind.S3 ? all.and(S3Settings.options()) : all;
    }

    /**
     * The storage that a user means.
     *
     * @param options read from a set that {@link #options} is part of
     * @throws ConnectorException with kind {@code SETTINGS} if the path is of the other kind
     */
    public static Storage of(Kind kind, Options options) {
        Path path = path(kind, options.value(PATH));
        Map<String, String> settings = new TreeMap<>();
        if (kind == Kind.S3) {
            settings.putAll(S3Settings.of(options));
        } else {
            settings.putAll(patience(options.value(ReadOptions.RETRY_TIMEOUT)));
        }
        settings.putAll(options.passedThrough(HADOOP));
        return new Storage(path, settings);
    }

    /** The directory, with scheme and host. */
    public Path path() {
        return path;
    }

    /** Hadoop's settings of this storage beside those of the session. They hold references to secrets, not secrets. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    /** Hadoop's settings of the session and of this storage. */
    public Configuration configuration() {
        Configuration all = ((org.apache.spark.sql.classic.SparkSession) SparkSession.active())
                .sessionState()
                .newHadoopConf();
        settings.forEach(all::set);
        return all;
    }

    /** Hadoop's settings of the application and of this storage, where there is no session. */
    public Configuration onExecutor() {
        return onExecutor(settings);
    }

    /** Hadoop's settings of the application, and these. */
    static Configuration onExecutor(Map<String, String> settings) {
        Configuration all =
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
        settings.forEach(all::set);
        return all;
    }

    /**
     * The file system, which Hadoop shares in the whole JVM: nobody closes it.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if the JVM has opened it with other settings before
     */
    public FileSystem files() throws IOException {
        FileSystem files = opened;
        if (files == null) {
            Configuration all = configuration();
            if ("s3a".equals(path.toUri().getScheme())) {
                PrivateTrust.check(path.toUri().getAuthority(), all);
            }
            files = FileSystem.get(path.toUri(), all);
            S3Settings.check(path, settings, files.getConf());
            opened = files;
        }
        return files;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static Path path(Kind kind, String text) {
        Path path;
        try {
            path = new Path(text.trim());
        } catch (IllegalArgumentException e) {
            throw ConnectorException.settings("Option 'path' is no path: " + e.getMessage(), e);
        }
        String scheme = path.toUri().getScheme();
        boolean s3 = scheme != null && scheme.matches("(?i)s3[an]?");
        if (kind == Kind.S3 && !s3) {
            throw ConnectorException.settings("Option 'path' is '" + text
                    + "', which is not in S3; give s3a://bucket/folder," + " or choose connector 'hdfs'");
        }
        if (kind == Kind.HDFS && s3) {
            throw ConnectorException.settings(
                    "Option 'path' is '" + text + "', which is in S3; choose connector 's3' for it");
        }
        return s3 ? new Path("s3a", path.toUri().getAuthority(), path.toUri().getPath()) : path;
    }

    /** HDFS' client goes on trying while the NameNode is away: a second between two tries, for as long as was asked for. */
    private static Map<String, String> patience(Duration timeout) {
        return Map.of(
                "dfs.client.retry.policy.enabled",
                "true",
                "dfs.client.retry.policy.spec",
                "200,10,1000," + Math.max(1, timeout.toSeconds()));
    }

    /** The kinds of storage, each a connector. */
    public enum Kind {
        /** HDFS, and any other of Hadoop's file systems but S3. */
        HDFS("dfs.client.socket-timeout"),
        /** S3, and stores that speak its protocol. */
        S3("fs.s3a.connection.maximum");

        private final String example;

        Kind(String example) {
            this.example = example;
        }

        /** The connector's name. */
        public String connector() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
