package io.millrace.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A real HBase on the loopback interface, in one process: master, region server and ZooKeeper.
 *
 * <p>Data survives {@link #kill()} and {@link #restart()}, and ports stay the same. One thread at a time.
 */
public final class HBaseServer implements AutoCloseable {
    static final String MASTER = "org.apache.hadoop.hbase.master.HMaster";
    private static final String HOST = "127.0.0.1";
    private static final String LOGGING = """
            log4j.rootLogger=WARN, out
            log4j.appender.out=org.apache.log4j.ConsoleAppender
            log4j.appender.out.layout=org.apache.log4j.PatternLayout
            log4j.appender.out.layout.ConversionPattern=%d{HH:mm:ss,SSS} %-5p %c{2}: %m%n
            log4j.logger.org.apache.hadoop.hbase.master.HMaster=INFO
            """;

    private final ServerProcess process;
    private final int zooKeeper;

    private HBaseServer(ServerProcess process, int zooKeeper) {
        this.process = process;
        this.zooKeeper = zooKeeper;
    }

    /** A new HBase without tables. Comes back when it serves. */
    public static HBaseServer start() {
        List<Integer> ports = FreePorts.next(3);
        Map<String, String> settings = settings(ports.get(0));
        settings.put("hbase.cluster.distributed", "false");
        settings.put("hbase.zookeeper.property.dataDir", "${user.dir}/zookeeper");
        settings.put("hbase.localcluster.assign.random.ports", "false");
        settings.put("hbase.master.port", ports.get(1).toString());
        settings.put("hbase.regionserver.port", ports.get(2).toString());
        // No archive of its classes: to make one stops the server for so long that its ZooKeeper gives it up.
        ServerProcess process = java("hbase", MASTER)
                .heap("512m")
                .arguments(arguments(settings, "start"))
                .ready(Ready.line("Master has completed initialization"))
                .deadline(Duration.ofMinutes(2))
                .start();
        return new HBaseServer(process, ports.get(0));
    }

    /** What clients must be told: where ZooKeeper is. */
    public Map<String, String> clientSettings() {
        return clientSettings(zooKeeper);
    }

    /** The same by way of a proxy before ZooKeeper. */
    public Map<String, String> clientSettings(TcpProxy proxy) {
        return clientSettings(proxy.port());
    }

    /** The port of ZooKeeper, for a proxy to stand before it. */
    public int zooKeeperPort() {
        return zooKeeper;
    }

    /** The server's process: its id, directory, log and output. */
    public ServerProcess process() {
        return process;
    }

    /** Ends the server by SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Starts the server again on its data, killing it before when it still runs, and waits until it serves. */
    public void restart() {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }

    static Map<String, String> clientSettings(int zooKeeperPort) {
        return Map.of("hbase.zookeeper.quorum", HOST + ":" + zooKeeperPort);
    }

    /** What all processes of an HBase are told. */
    static Map<String, String> settings(int zooKeeperPort) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("hbase.rootdir", "file://${user.dir}/data");
        settings.put("hbase.tmp.dir", "${user.dir}/tmp");
        // A local disk keeps what a killed process wrote; nobody asks it to survive a power loss.
        settings.put("hbase.unsafe.stream.capability.enforce", "false");
        settings.put("hbase.wal.provider", "filesystem");
        settings.put("hbase.zookeeper.quorum", HOST);
        settings.put("hbase.zookeeper.property.clientPort", Integer.toString(zooKeeperPort));
        settings.put("hbase.zookeeper.property.clientPortAddress", HOST);
        for (String role : List.of("master", "regionserver")) {
            settings.put("hbase." + role + ".hostname", "localhost");
            settings.put("hbase." + role + ".ipc.address", HOST);
            settings.put("hbase." + role + ".info.port", "-1");
        }
        // A master waits for more region servers for seconds, unless it is told that there will be none.
        settings.put("hbase.master.wait.on.regionservers.maxtostart", "1");
        settings.put("hbase.master.wait.on.regionservers.interval", "100");
        settings.put("hbase.master.wait.on.regionservers.timeout", "300");
        settings.put("hbase.regionserver.msginterval", "200");
        settings.put("hbase.regionserver.handler.count", "10");
        settings.put("hbase.regionserver.metahandler.count", "4");
        return settings;
    }

    static ServerBuilder java(String name, String main) {
        return ServerProcess.java(name, ServerClasspath.of("hbase"), main)
                .quickStart()
                .jvm(Stream.of(
                                "java.nio",
                                "sun.nio.ch",
                                "java.lang",
                                "jdk.internal.ref",
                                "java.lang.reflect",
                                "java.util",
                                "java.util.concurrent")
                        .map(opened -> "--add-opens=java.base/" + opened + "=ALL-UNNAMED")
                        .toList())
                .jvm(List.of(
                        "--add-modules=jdk.unsupported",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED"))
                .property("org.apache.hbase.thirdparty.io.netty.tryReflectionSetAccessible", "true")
                .property("log4j.configuration", "file:log4j.properties")
                .property("zookeeper.admin.enableServer", "false")
                .prepare(HBaseServer::write);
    }

    /** Settings first, then what is to be done. */
    static List<String> arguments(Map<String, String> settings, String command) {
        return Stream.concat(
                        settings.entrySet().stream()
                                .flatMap(one -> Stream.of("-D", one.getKey() + "=" + one.getValue())),
                        Stream.of(command))
                .toList();
    }

    static void write(Path place) throws IOException {
        Files.writeString(place.resolve("log4j.properties"), LOGGING);
    }
}
