package io.millrace.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.GenericOptionsParser;

/**
 * The main class of the NameNode's JVM: formats its directory when that is new, then runs the NameNode. Hadoop's own scripts
 * take two JVMs for that. Runs on the server's class path, so it knows the NameNode by name only.
 */
final class NameNodeMain {
    static final String DIRECTORY = "dfs.namenode.name.dir";

    private NameNodeMain() {}

    /** Settings as {@code -D name=value}, the NameNode's directory among them. */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        Configuration settings = new Configuration();
        var unused = new GenericOptionsParser(settings, args);
        Class<?> nameNode = Class.forName("org.apache.hadoop.hdfs.server.namenode.NameNode");
        if (!Files.exists(Path.of(settings.get(DIRECTORY), "current", "VERSION"))) {
            // The NameNode that formats would keep it, and a JVM cannot have two of them.
            settings.setBoolean("dfs.namenode.enable.retrycache", false);
            nameNode.getMethod("format", Configuration.class).invoke(null, settings);
        }
        nameNode.getMethod("main", String[].class).invoke(null, (Object) args);
    }
}
