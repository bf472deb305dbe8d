package io.millrace.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A real HBase on the loopback interface of which every part is a process of its own: ZooKeeper, a master, and region servers,
 * which share a directory of the local disk. A region server that is silent for six seconds is dead: its regions come up on
 * the others.
 *
 * <p>Data survives the death of any process, and each keeps its port when it is restarted. One thread at a time.
 */
public final class HBaseCluster implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final String REGION_SERVER = "org.apache.hadoop.hbase.regionserver.HRegionServer";

    private final int port = FreePorts.next();
    private final ServerProcess zooKeeper;
    private final List<ServerProcess> others = new ArrayList<>();
    private final Map<Integer, ServerProcess> regionServers = new TreeMap<>();

    private HBaseCluster(int count) {
        zooKeeper = HBaseServer.java("hbase-zookeeper", "org.apache.zookeeper.server.ZooKeeperServerMain")
                .heap("128m")
                .arguments(List.of("zoo.cfg"))
                .prepare(this::writeZooKeeper)
                .ready(Ready.port(port))
                .start();
        try {
            Map<String, String> settings = settings(count);
            settings.put("hbase.master.port", Integer.toString(FreePorts.next()));
            others.add(server("hbase-master", HBaseServer.MASTER, settings));
            for (int i = 0; i < count; i++) {
                int own = FreePorts.next();
                settings.put("hbase.regionserver.port", Integer.toString(own));
                ServerProcess started = server("hbase-regionserver-" + i, REGION_SERVER, settings);
                others.add(started);
                regionServers.put(own, started);
            }
            master().awaitLine("Master has completed initialization", BOUND);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A new HBase without tables, with so many region servers, at least one. Comes back when all of them serve. */
    public static HBaseCluster start(int regionServers) {
        if (regionServers < 1) {
            throw new IllegalArgumentException(
                    "asked for " + regionServers + " region servers: HBase needs at least 1");
        }
        return new HBaseCluster(regionServers);
    }

    /** What clients must be told: where ZooKeeper is. */
    public Map<String, String> clientSettings() {
        return HBaseServer.clientSettings(port);
    }

    /** The process that knows which servers live. */
    public ServerProcess zooKeeper() {
        return zooKeeper;
    }

    /** The process that says which region server has which regions. */
    public ServerProcess master() {
        return others.get(0);
    }

    /** The processes that hold the regions, by the ports under which clients know them. */
    public Map<Integer, ServerProcess> regionServers() {
        return Collections.unmodifiableMap(regionServers);
    }

    /** ZooKeeper goes last: the others' data is in its directory. */
    @Override
    public void close() {
        for (int i = others.size() - 1; i >= 0; i--) {
            others.get(i).close();
        }
        zooKeeper.close();
    }

    private Map<String, String> settings(int count) {
        Map<String, String> settings = HBaseServer.settings(port);
        settings.put("hbase.cluster.distributed", "true");
        settings.put(
                "hbase.rootdir", zooKeeper.directory().resolve("data").toUri().toString());
        settings.put("zookeeper.session.timeout", "6000");
        settings.put("hbase.master.wait.on.regionservers.mintostart", Integer.toString(count));
        settings.put("hbase.master.wait.on.regionservers.maxtostart", Integer.toString(count));
        return settings;
    }

    private static ServerProcess server(String name, String main, Map<String, String> settings) {
        return HBaseServer.java(name, main)
                .heap("384m")
                .arguments(HBaseServer.arguments(settings, "start"))
                .start();
    }

    private void writeZooKeeper(Path place) throws IOException {
        HBaseServer.write(place);
        // Sessions may last from two ticks to twenty.
        Files.writeString(place.resolve("zoo.cfg"), """
                tickTime=1000
                dataDir=zookeeper
                clientPort=%d
                clientPortAddress=127.0.0.1
                maxClientCnxns=0
                """.formatted(port));
    }
}
