package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that every benchmark runs; its figures mean nothing here. */
class BenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path output;

    @Test
    void everyBenchmarkRunsAndLeavesItsFiguresAsLinesAndInAFile() throws Exception {
        assertThat(run("--quick", "--output", output.toString())).isZero();
        assertThat(lines())
                .anyMatch(line -> line.matches(
                        "bench kafka-read all ours=\\S+ ours-shared-columns=\\S+ default=\\S+ tuned=\\S+ raw=\\S+ .*"))
                .anyMatch(line -> line.matches(
                        "bench kafka-read value ours=\\S+ default=\\S+ tuned=\\S+ raw=\\S+ \\(k rec/s\\) .*"))
                .anyMatch(line -> line.startsWith("bench kafka-read aggregate ours="))
                .anyMatch(line -> line.startsWith("bench kafka-read small-query ours="))
                .anyMatch(line -> line.startsWith("bench kafka-read micro-batches ours="))
                .anyMatch(line -> line.startsWith("bench kafka-write defaults ours="))
                .anyMatch(line -> line.startsWith("bench kafka-write equal-settings ours="))
                .anyMatch(line -> line.startsWith("bench kafka-latency p50 ours="))
                .anyMatch(line -> line.startsWith("bench kafka-latency p99 ours="))
                .anyMatch(line -> line.matches("bench dstream direct ours=\\S+ structured=\\S+ raw=\\S+ .*"))
                .anyMatch(line -> line.startsWith("bench dstream receiver ours="))
                .anyMatch(line -> line.matches("bench flume 16-senders limit=\\S+ journal=\\S+ receiver=\\S+ .*"))
                .anyMatch(line -> line.startsWith("bench bridges flink flume="))
                .anyMatch(line -> line.matches("bench kinesis read ours=\\S+ sdk=\\S+ .*"))
                .anyMatch(line -> line.startsWith("bench kinesis plan-100 ours="))
                .anyMatch(line -> line.matches("bench hbase write ours=\\S+ raw=\\S+ .*"))
                .anyMatch(line -> line.matches("bench hbase scan ours=\\S+ raw=\\S+ .*"))
                .anyMatch(line -> line.matches("bench files write ours=\\S+ spark=\\S+ .*"))
                .anyMatch(line -> line.matches("bench files scan ours=\\S+ spark=\\S+ .*"))
                .anyMatch(line -> line.matches("bench mongodb write ours=\\S+ mongo-spark=\\S+ raw=\\S+ .*"))
                .anyMatch(line -> line.startsWith("bench mongodb small-scan ours="))
                .anyMatch(
                        line -> line.matches(
                                "bench mongodb scan ours=\\S+ ours-unordered=\\S+ cursor-ordered=\\S+ cursor-same-fields=\\S+ cursor=\\S+ .*"))
                .anyMatch(line ->
                        line.matches("bench lookup memory-store-500 ours=\\S+ ours-cached=\\S+ requests=\\S+ .*"))
                .anyMatch(line -> line.matches("bench lookup mongodb-5000 ours=\\S+ ours-cached=\\S+ requests=\\S+ .*"))
                .anyMatch(line -> line.matches("bench lookup hbase-500-one-by-one requests=\\S+ .*"));
        assertThat(file("kafka-read").at("/results")).hasSize(5);
        assertThat(file("kafka-read").at("/results/1/sides/ours/median").asDouble())
                .isPositive();
        assertThat(file("kafka-read").at("/versions/broker").asText()).startsWith("4.");
        assertThat(file("kafka-write").at("/results")).hasSize(2);
        assertThat(file("kafka-latency").at("/results/1/ratios/0/to").asText()).isEqualTo("spark");
    }

    @Test
    void aWordThatItDoesNotKnowIsRefused() {
        assertThat(run("kafka-raed")).isEqualTo(2);
        assertThat(run("--records", "0")).isEqualTo(2);
        assertThat(lines()).isEmpty();
    }

    @Test
    void theUsageNamesTheBenchmarks() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "kafka-read | kafka-write | kafka-latency | dstream | flume | bridges | kinesis | hbase | mongodb | files | lookup");
    }

    private int run(String... args) {
        return Bench.run(List.of(args), new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private JsonNode file(String benchmark) throws Exception {
        return new ObjectMapper().readTree(output.resolve(benchmark + ".json").toFile());
    }
}
