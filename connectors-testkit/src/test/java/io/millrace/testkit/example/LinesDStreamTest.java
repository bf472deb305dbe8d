package io.millrace.testkit.example;

import io.millrace.testkit.DStreamConformance;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Files of lines are a DStream as far as files can show. */
class LinesDStreamTest extends DStreamConformance implements LogsInFiles {
    @TempDir
    Path temp;

    @Override
    public Path temp() {
        return temp;
    }
}
