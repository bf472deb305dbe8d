package io.millrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.testkit.server.ServerClasspath;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The figures of one benchmark: lines as they come, and all of them in a JSON file. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final String benchmark;
    private final Settings settings;
    private final PrintStream out;
    private final Map<String, Object> conditions = new TreeMap<>();
    private final List<Result> results = new ArrayList<>();

    Report(String benchmark, Settings settings, PrintStream out) {
        this.benchmark = benchmark;
        this.settings = settings;
        this.out = out;
    }

    /** Notes under which conditions was measured. */
    void condition(String name, Object value) {
        conditions.put(name, value);
    }

    /**
     * Tells a result, and writes the file anew: what was measured stays when something fails later. Figures of small runs are
     * not judged.
     */
    void add(Result full) throws IOException {
        Result result = settings.quick() ? full.unjudged() : full;
        results.add(result);
        out.println("bench " + benchmark + " " + result.line());
        write();
    }

    private void write() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("benchmark", benchmark);
        all.put("at", Instant.now().toString());
        all.put("quick", settings.quick());
        all.put("rounds", settings.rounds());
        all.put("versions", versions());
        all.put("machine", machine());
        all.put("conditions", conditions);
        all.put("results", results);
        Files.createDirectories(settings.output());
        JSON.writeValue(file().toFile(), all);
    }

    /** Where the figures are. */
    Path file() {
        return settings.output().resolve(benchmark + ".json");
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
        String clients = KafkaConsumer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        versions.put("kafka-clients", jarVersion(clients, "kafka-clients"));
        versions.put("broker", jarVersion(ServerClasspath.of("kafka"), "kafka_2.13"));
        versions.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return versions;
    }

    private static String jarVersion(String classpath, String artifact) {
        Matcher jar = Pattern.compile(Pattern.quote(artifact) + "-([0-9][^/]*?)\\.jar")
                .matcher(classpath);
        return jar.find() ? jar.group(1) : "unknown";
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new TreeMap<>();
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("heapMegabytes", Runtime.getRuntime().maxMemory() >> 20);
        machine.put(
                "jvmArguments",
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith("-X"))
                        .toList());
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put(
                "loadAverageAtEnd", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return machine;
    }
}
