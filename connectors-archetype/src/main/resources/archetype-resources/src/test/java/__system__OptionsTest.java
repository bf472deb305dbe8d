package ${package};

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The options keep every rule. */
class ${system}OptionsTest {
    @Nested
    class Input extends OptionsConformance {
        @Override
        protected String name() {
            return new ${system}Input().name();
        }

        @Override
        protected OptionSet options() {
            return new ${system}Input().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("path", "x");
        }
    }

    @Nested
    class Output extends OptionsConformance {
        @Override
        protected String name() {
            return new ${system}Output().name();
        }

        @Override
        protected OptionSet options() {
            return new ${system}Output().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("path", "x", "file", "y");
        }
    }
}
