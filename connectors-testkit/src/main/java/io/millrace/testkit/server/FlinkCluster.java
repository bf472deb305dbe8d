package io.millrace.testkit.server;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Flink on the loopback interface: a JobManager and TaskManagers of two slots, each in a process of its own. What a job needs
 * beside Flink is on their classpath. One thread at a time.
 */
public final class FlinkCluster implements AutoCloseable {
    /** The flags that Flink wants on Java 17 and later, in whichever process. */
    public static final List<String> FLAGS = Stream.of(
                    "java.lang",
                    "java.lang.reflect",
                    "java.io",
                    "java.net",
                    "java.nio",
                    "java.text",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks",
                    "sun.nio.ch")
            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
            .toList();

    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final String HOST = "127.0.0.1";

    private final List<ServerProcess> taskManagers = new ArrayList<>();
    private final ServerProcess jobManager;
    private final int rest;

    private FlinkCluster(String classpath, int taskManagers) {
        List<Integer> ports = FreePorts.next(2);
        rest = ports.get(1);
        Map<String, String> settings = settings(ports.get(0), rest);
        jobManager = java("flink-jobmanager", classpath, "StandaloneSessionClusterEntrypoint", "entrypoint", settings)
                .ready(overview("\\d+"))
                .deadline(BOUND)
                .start();
        try {
            for (int i = 0; i < taskManagers; i++) {
                this.taskManagers.add(
                        java("flink-taskmanager-" + i, classpath, "TaskManagerRunner", "taskexecutor", settings)
                                .start());
            }
            awaitSlots();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a cluster and comes back when all its slots are there.
     *
     * @param more what is on the classpath of all processes beside Flink
     */
    public static FlinkCluster start(List<String> more, int taskManagers) {
        String classpath = Stream.concat(Stream.of(ServerClasspath.of("flink")), more.stream())
                .collect(Collectors.joining(File.pathSeparator));
        return new FlinkCluster(classpath, taskManagers);
    }

    /** The port of the JobManager to which jobs are submitted. */
    public int restPort() {
        return rest;
    }

    /** The JobManager's process; with it go the jobs that run. */
    public ServerProcess jobManager() {
        return jobManager;
    }

    /** The TaskManagers' processes. */
    public List<ServerProcess> taskManagers() {
        return List.copyOf(taskManagers);
    }

    /** Waits until the JobManager knows all TaskManagers, after one of them was restarted. */
    public void awaitSlots() {
        jobManager.await("see its TaskManagers", overview(Integer.toString(2 * taskManagers.size())), BOUND);
    }

    @Override
    public void close() {
        taskManagers.forEach(ServerProcess::close);
        jobManager.close();
    }

    private Ready overview(String slots) {
        return Ready.http(URI.create("http://" + HOST + ":" + rest + "/overview"), "\"slots-total\":" + slots + "\\b");
    }

    private static ServerBuilder java(
            String name, String classpath, String main, String folder, Map<String, String> settings) {
        return ServerProcess.java(name, classpath, "org.apache.flink.runtime." + folder + "." + main)
                .jvm(FLAGS)
                .quickStart()
                .heap("512m")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("java.io.tmpdir", ".")
                .arguments(List.of("--configDir", "."))
                .prepare(place -> write(place, settings));
    }

    private static void write(Path place, Map<String, String> settings) throws IOException {
        Files.write(
                place.resolve("config.yaml"),
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
                        .toList());
    }

    /** What the scripts of Flink's distribution would compute stands here. */
    private static Map<String, String> settings(int rpc, int rest) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("jobmanager.rpc.address", HOST);
        settings.put("jobmanager.rpc.port", Integer.toString(rpc));
        settings.put("jobmanager.bind-host", HOST);
        settings.put("rest.address", HOST);
        settings.put("rest.bind-address", HOST);
        settings.put("rest.port", Integer.toString(rest));
        settings.put("rest.bind-port", Integer.toString(rest));
        settings.put("taskmanager.host", HOST);
        settings.put("taskmanager.bind-host", HOST);
        settings.put("taskmanager.numberOfTaskSlots", "2");
        settings.put("taskmanager.cpu.cores", "1.0");
        settings.put("taskmanager.memory.task.heap.size", "256m");
        settings.put("taskmanager.memory.task.off-heap.size", "16m");
        settings.put("taskmanager.memory.framework.heap.size", "64m");
        settings.put("taskmanager.memory.framework.off-heap.size", "64m");
        settings.put("taskmanager.memory.managed.size", "16m");
        settings.put("taskmanager.memory.network.min", "32m");
        settings.put("taskmanager.memory.network.max", "32m");
        settings.put("taskmanager.memory.jvm-metaspace.size", "128m");
        settings.put("taskmanager.memory.jvm-overhead.min", "64m");
        settings.put("taskmanager.memory.jvm-overhead.max", "64m");
        settings.put("heartbeat.interval", "1000");
        settings.put("heartbeat.timeout", "5000");
        settings.put("restart-strategy.type", "fixed-delay");
        settings.put("restart-strategy.fixed-delay.attempts", "1000");
        settings.put("restart-strategy.fixed-delay.delay", "200ms");
        return settings;
    }
}
