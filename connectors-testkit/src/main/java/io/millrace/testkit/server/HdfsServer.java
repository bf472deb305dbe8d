package io.millrace.testkit.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A real HDFS on the loopback interface: a NameNode and DataNodes, each in a process of its own. Every file has a copy on each
 * DataNode, if clients take {@link #clientSettings()}.
 *
 * <p>Data survives {@link #kill()} and {@link #restart()}, and ports stay the same. A single process may be killed or paused
 * too. One thread at a time.
 */
public final class HdfsServer implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final String HOST = "127.0.0.1:";

    private final URI uri;
    private final URI state;
    private final ServerProcess nameNode;
    private final List<ServerProcess> dataNodes = new ArrayList<>();

    private HdfsServer(int count) {
        List<Integer> ports = FreePorts.next(2);
        uri = URI.create("hdfs://" + HOST + ports.get(0));
        state = URI.create("http://" + HOST + ports.get(1) + "/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState");
        String servers = ServerClasspath.of("hdfs");
        String withMain = servers + File.pathSeparator + main();
        ClassArchive nameNodes = ClassArchive.of(ServerClasspath.folder("hdfs"), withMain);
        ClassArchive blocks = ClassArchive.of(ServerClasspath.folder("hdfs"), servers);
        nameNode = server("hdfs-namenode", withMain, NameNodeMain.class.getName())
                .archive(nameNodes)
                .arguments(settings(Map.of(
                        NameNodeMain.DIRECTORY,
                        "names",
                        "dfs.namenode.http-address",
                        HOST + ports.get(1),
                        "dfs.namenode.safemode.extension",
                        "0",
                        "dfs.namenode.datanode.registration.ip-hostname-check",
                        "false",
                        // A DataNode that is silent for twelve seconds is dead: twice this and ten heartbeats.
                        "dfs.namenode.heartbeat.recheck-interval",
                        "1000",
                        "dfs.permissions.enabled",
                        "false")))
                .start();
        try {
            for (int i = 0; i < count; i++) {
                dataNodes.add(dataNode(i, servers, blocks));
            }
            awaitServing();
            nameNodes.make(nameNode);
            blocks.make(dataNodes.get(0));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A new HDFS with so many DataNodes, at least one. Comes back when all of them serve. */
    public static HdfsServer start(int dataNodes) {
        if (dataNodes < 1) {
            throw new IllegalArgumentException("asked for " + dataNodes + " DataNodes: HDFS needs at least 1");
        }
        return new HdfsServer(dataNodes);
    }

    /** Its root directory, as Hadoop's clients name it. */
    public URI uri() {
        return uri;
    }

    /** What Hadoop's clients must be told, beside the address in their paths. */
    public Map<String, String> clientSettings() {
        return Map.of(
                "dfs.replication",
                Integer.toString(dataNodes.size()),
                // There is no other DataNode to go on with.
                "dfs.client.block.write.replace-datanode-on-failure.policy",
                "NEVER",
                // Whoever closes a file looks after 5 ms, 10 ms and so on whether all of it has arrived, not after 400
                // ms.
                "dfs.client.block.write.locateFollowingBlock.initial.delay.ms",
                "5",
                "dfs.client.block.write.locateFollowingBlock.retries",
                "10");
    }

    /** The process that knows the names. */
    public ServerProcess nameNode() {
        return nameNode;
    }

    /** The processes that hold the blocks. */
    public List<ServerProcess> dataNodes() {
        return List.copyOf(dataNodes);
    }

    /** Ends all processes by SIGKILL, the NameNode first. */
    public void kill() {
        processes().forEach(ServerProcess::kill);
    }

    /** Starts again, on its data, each process that does not run, and comes back when all serve. */
    public void restart() {
        processes().filter(process -> !process.alive()).forEach(ServerProcess::restart);
        awaitServing();
    }

    @Override
    public void close() {
        processes().forEach(ServerProcess::close);
    }

    private Stream<ServerProcess> processes() {
        return Stream.concat(Stream.of(nameNode), dataNodes.stream());
    }

    private void awaitServing() {
        nameNode.await(
                "see all DataNodes",
                Ready.http(
                        state,
                        "(?s)(?=.*\"FSState\" : \"Operational\")(?=.*\"NumLiveDataNodes\" : " + dataNodes.size()
                                + "\\b)"),
                BOUND);
        for (ServerProcess dataNode : dataNodes) {
            dataNode.await("report its blocks", Ready.line("uccessfully sent block report"), BOUND);
        }
    }

    private ServerProcess dataNode(int number, String classpath, ClassArchive archive) {
        List<Integer> ports = FreePorts.next(3);
        return server("hdfs-datanode-" + number, classpath, "org.apache.hadoop.hdfs.server.datanode.DataNode")
                .archive(archive)
                .property("org.slf4j.simpleLogger.log.org.apache.hadoop.hdfs.server.datanode.DataNode", "info")
                .arguments(settings(Map.of(
                        "dfs.datanode.data.dir", "blocks",
                        "dfs.datanode.address", HOST + ports.get(0),
                        "dfs.datanode.ipc.address", HOST + ports.get(1),
                        "dfs.datanode.http.address", HOST + ports.get(2))))
                .start();
    }

    private static ServerBuilder server(String name, String classpath, String main) {
        return ServerProcess.java(name, classpath, main)
                .quickStart()
                .heap("256m")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("org.slf4j.simpleLogger.showDateTime", "true")
                .property("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
    }

    private List<String> settings(Map<String, String> own) {
        Map<String, String> all = new TreeMap<>(own);
        all.put("fs.defaultFS", uri.toString());
        all.put("hadoop.tmp.dir", "tmp");
        all.put("dfs.heartbeat.interval", "1");
        // DataNodes that are up before the NameNode ask five times a second, for as long as it may take.
        all.put("ipc.client.connect.retry.interval", "200");
        all.put("ipc.client.connect.max.retries", "450");
        return all.entrySet().stream()
                .flatMap(setting -> Stream.of("-D", setting.getKey() + "=" + setting.getValue()))
                .toList();
    }

    private static String main() {
        try {
            return ClassArchive.jar(ServerClasspath.folder("hdfs"), NameNodeMain.class)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
