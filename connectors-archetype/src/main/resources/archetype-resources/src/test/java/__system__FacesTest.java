package ${package};

import io.millrace.testkit.ReadFacesConformance;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads the input as it reads every log. */
class ${system}FacesTest extends ReadFacesConformance implements ${system}Server {
    @TempDir
    Path temp;

    @Override
    public Path temp() {
        return temp;
    }
}
