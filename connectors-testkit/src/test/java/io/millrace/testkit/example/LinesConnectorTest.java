package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Options;
import io.millrace.api.StopAt;
import io.millrace.testkit.LogConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of lines keep every rule that files can show. */
class LinesConnectorTest extends LogConformance implements LogsInFiles {
    @TempDir
    Path temp;

    @Override
    public Path temp() {
        return temp;
    }

    @Test
    void a_line_without_its_end_is_not_there_yet() throws IOException {
        Options options = connector().options().read(create(1));
        try (var log = connector().open(options)) {
            Files.writeString(LogsInFiles.file(options, 0), "one\ntw", UTF_8);
            assertThat(log.tip(new StopAt.Now()).token()).contains("0.txt\t1\n");
            Files.writeString(LogsInFiles.file(options, 0), "o\n", UTF_8, StandardOpenOption.APPEND);
            assertThat(log.tip(new StopAt.Now()).token()).contains("0.txt\t2\n");
        }
    }
}
