package io.millrace.testkit.server;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real Spark standalone cluster on the loopback interface: a master and workers, each in a process of its own, whose
 * executors are further processes. All have the class path of this JVM, so that they know its connectors and test classes.
 *
 * <p>One thread at a time.
 */
public final class SparkCluster implements AutoCloseable {
    private static final String SCALA = "2.13";
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final ServerProcess master;
    private final List<ServerProcess> workers = new ArrayList<>();
    private final int port;

    private SparkCluster(int workers, int coresPerWorker) {
        List<Integer> ports = FreePorts.next(2);
        port = ports.get(0);
        URI state = URI.create("http://127.0.0.1:" + ports.get(1) + "/json/");
        master = daemon("spark-master", "org.apache.spark.deploy.master.Master")
                .arguments(List.of("--host", "127.0.0.1", "--port", "" + port, "--webui-port", "" + ports.get(1)))
                .prepare(home -> Files.createDirectories(home.resolve("jars")))
                .ready(Ready.http(state, "\"aliveworkers\" : 0"))
                .start();
        try {
            IntStream.range(0, workers).forEach(i -> this.workers.add(worker(i, coresPerWorker)));
            master.await(
                    "see " + workers + " workers", Ready.http(state, "\"aliveworkers\" : " + workers + "\\b"), BOUND);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts a cluster and comes back when all its workers are known to the master. A worker has 1 GB for executors. */
    public static SparkCluster start(int workers, int coresPerWorker) {
        return new SparkCluster(workers, coresPerWorker);
    }

    /** What drivers name as {@code spark.master}. */
    public String master() {
        return "spark://127.0.0.1:" + port;
    }

    /**
     * The settings of a driver on this cluster: executors of 512 MB that start fast, everything on the loopback interface, no web page, and
     * no waiting for a local slot (a receiver may hold the only one for good).
     */
    public Map<String, String> settings() {
        String classpath = ChildJvm.classpath();
        return Map.of(
                "spark.master", master(),
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.executor.memory", "512m",
                // First on the class path, or the archive of classes would not fit.
                "spark.executor.extraClassPath", classpath,
                "spark.executor.extraJavaOptions",
                        Stream.concat(ServerBuilder.QUICK_START.stream(), SparkClasses.flags(classpath).stream())
                                .collect(Collectors.joining(" ")),
                "spark.locality.wait", "0",
                "spark.ui.enabled", "false");
    }

    /** The workers' processes. */
    public List<ServerProcess> workers() {
        return List.copyOf(workers);
    }

    /** The executors that run on a worker. */
    public List<ProcessHandle> executors(ServerProcess worker) {
        return worker.descendants().stream()
                .filter(process -> process.info()
                        .command()
                        .filter(program -> program.endsWith("java"))
                        .isPresent())
                .toList();
    }

    /** The executor that listens at a port, if one does. */
    public Optional<ProcessHandle> listening(int port) {
        return workers.stream()
                .flatMap(worker -> executors(worker).stream())
                .filter(executor -> Listening.at(port, executor))
                .findAny();
    }

    /** Ends an executor by SIGKILL; the worker starts another one. */
    public void killExecutor(ProcessHandle executor) {
        executor.destroyForcibly();
        executor.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        workers.forEach(ServerProcess::close);
        master.close();
    }

    private ServerProcess worker(int number, int cores) {
        List<Integer> ports = FreePorts.next(2);
        return daemon("spark-worker-" + number, "org.apache.spark.deploy.worker.Worker")
                .environment("SPARK_HOME", master.directory().toString())
                .environment("SPARK_SCALA_VERSION", SCALA)
                .arguments(
                        List.of("--host", "127.0.0.1", "--port", "" + ports.get(0), "--webui-port", "" + ports.get(1)))
                .arguments(List.of("-c", "" + cores, "-m", "1g", "-d", "work", master()))
                .start();
    }

    private static ServerBuilder daemon(String name, String main) {
        String classpath = ChildJvm.classpath();
        return ServerProcess.java(name, classpath, main)
                .jvm(ChildJvm.SPARK_FLAGS)
                .jvm(SparkClasses.flags(classpath))
                .quickStart()
                .heap("256m")
                .environment("SPARK_LOCAL_IP", "127.0.0.1");
    }
}
