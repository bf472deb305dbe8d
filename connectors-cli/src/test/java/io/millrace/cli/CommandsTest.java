package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
    private static final String ESCAPE = "\u001b";

    @TempDir
    Path folder;

    /** What a command printed, and its exit code. */
    private record Answer(int code, String out, String err) {}

    @Test
    void connectorsShowsAllWithTheirKinds() {
        Answer answer = run("connectors");
        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains(
                        "NAME",
                        "kafka",
                        "kinesis",
                        "flume",
                        "mongodb",
                        "hbase",
                        "hdfs",
                        "s3",
                        "x",
                        "dashboard",
                        "terminal");
        assertThat(answer.out().lines().filter(line -> line.startsWith("kafka ")))
                .singleElement()
                .asString()
                .contains("log, live", "exact ranges");
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        Answer answer = run("connectors", "--json");
        for (String line : answer.out().lines().toList()) {
            JsonNode one = new ObjectMapper().readTree(line);
            assertThat(one.path("name").asText()).isNotEmpty();
        }
    }

    @Test
    void optionsShowsThoseOfReadingAndWriting() {
        Answer answer = run("options", "kafka");
        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("reading", "writing", "subscribe", "kafka.bootstrap.servers", "required");
    }

    @Test
    void anUnknownConnectorIsToldWithTheNearest() {
        Answer answer = run("options", "kafak");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("did you mean 'kafka'");
    }

    @Test
    void withoutATerminalThereAreNoColours() {
        assertThat(run("options", "kafka").out()).doesNotContain(ESCAPE);
        assertThat(run("connectors").out()).doesNotContain(ESCAPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connectors", "options", "check", "run", "peek", "schema"})
    void helpShowsExamples(String command) {
        Answer answer = run(command, "--help");
        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("Examples:", "millrace " + command);
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(run("generate-completion").out()).contains("peek", "connectors", "--option");
    }

    @Test
    void aWordThatIsNoCommandIsAUsageError() {
        assertThat(run("chekc").code()).isEqualTo(2);
    }

    @Test
    void checkPrintsFileLineAndMessage() throws Exception {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, "nam: shop\n");
        Answer answer = run("check", file.toString());
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).contains(file + ":1:1: ", "did you mean 'name'");
        assertThat(run("check", folder.resolve("gone.yaml").toString()).out()).contains("There is no file");
    }

    private static Answer run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Answer(command.execute(arguments), out.toString(), err.toString());
    }
}
