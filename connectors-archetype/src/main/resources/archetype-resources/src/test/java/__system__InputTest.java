package ${package};

import io.millrace.testkit.LogConformance;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The input keeps every rule of logs that its system can show. */
class ${system}InputTest extends LogConformance implements ${system}Server {
    @TempDir
    Path temp;

    @Override
    public Path temp() {
        return temp;
    }
}
