package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.file.PipelineSchema;
import io.millrace.cli.pipeline.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The JSON Schema is what the code reads. With {@code -Dmillrace.write.docs=true} it is written instead of compared. */
class SchemaPageTest {
    /** Those of the test kit, which users do not have. */
    private static final Set<String> OTHERS = Set.of("memory", "memory-store", "lines", "directory");

    @Test
    void theSchemaIsTrue() throws IOException {
        String expected =
                PipelineSchema.of(users(Kinds.inputs()), Kinds::ofInput, users(Kinds.outputs()), Kinds::ofOutput)
                                .toPrettyString()
                        + "\n";
        Path page = Path.of(System.getProperty("millrace.root", ".."), "docs", "pipeline.schema.json");
        if (Boolean.getBoolean("millrace.write.docs")) {
            Files.writeString(page, expected);
        }
        assertThat(page)
                .as("written anew with -Dmillrace.write.docs=true")
                .content()
                .isEqualTo(expected);
    }

    private static Set<String> users(Set<String> all) {
        Set<String> some = new TreeSet<>(all);
        some.removeAll(OTHERS);
        return some;
    }
}
