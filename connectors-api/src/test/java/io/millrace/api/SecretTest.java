package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @Test
    void a_plain_secret_is_itself_and_never_printed() {
        assertThat(Secret.of("password", "hunter2").reveal()).isEqualTo("hunter2");
        assertThat(Secret.of("password", "hunter2")).hasToString("[hidden]");
    }

    @Test
    void secrets_are_equal_when_given_as_the_same_text() {
        assertThat(Secret.of("a", "x")).isEqualTo(Secret.of("b", "x")).hasSameHashCodeAs(Secret.of("b", "x"));
        assertThat(Secret.of("a", "x")).isNotEqualTo(Secret.of("a", "y"));
    }

    @Test
    void a_reference_to_the_environment_is_read_when_asked() {
        Map.Entry<String, String> variable =
                System.getenv().entrySet().iterator().next();

        assertThat(Secret.of("password", "env:" + variable.getKey()).reveal()).isEqualTo(variable.getValue());
    }

    @Test
    void a_variable_that_is_not_set_is_named() {
        ConnectorException refusal = catchThrowableOfType(
                ConnectorException.class,
                () -> Secret.of("password", "env:MILLRACE_NOT_SET").reveal());

        assertThat(refusal.kind()).isEqualTo(ConnectorException.Kind.SETTINGS);
        assertThat(refusal).hasMessageContaining("'password'").hasMessageContaining("'MILLRACE_NOT_SET'");
    }

    @Test
    void a_reference_to_a_file_is_read_without_its_last_line_end(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("password"), "first\nsecond\n");

        assertThat(Secret.of("password", "file:" + file).reveal()).isEqualTo("first\nsecond");
        Files.writeString(file, "changed");
        assertThat(Secret.of("password", "file:" + file).reveal()).isEqualTo("changed");
    }

    @Test
    void a_file_that_is_not_there_is_named(@TempDir Path dir) {
        Path file = dir.resolve("none");
        ConnectorException refusal = catchThrowableOfType(
                ConnectorException.class,
                () -> Secret.of("password", "file:" + file).reveal());

        assertThat(refusal.kind()).isEqualTo(ConnectorException.Kind.SETTINGS);
        assertThat(refusal).hasMessageContaining("'password'").hasMessageContaining(file.toString());
    }

    @Test
    void options_carry_the_reference_and_resolve_it_where_it_is_used(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("password"), "hunter2\n");
        Option<Secret> password = Option.secret("password");
        Options options = OptionSet.of(password)
                .passThrough("kafka.", Set.of(), "")
                .read(Map.of("password", "file:" + file, "kafka.ssl.key.password", "file:" + file));

        assertThat(options.asMap().toString()).doesNotContain("hunter2");
        assertThat(options.value(password).reveal()).isEqualTo("hunter2");
        assertThat(options.passedThrough("kafka.")).isEqualTo(Map.of("ssl.key.password", "hunter2"));
    }
}
