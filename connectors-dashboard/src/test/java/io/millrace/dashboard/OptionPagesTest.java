package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.OptionReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference of options is what the code declares. With {@code -Dmillrace.write.docs=true} the page is written instead of
 * compared.
 */
class OptionPagesTest {
    @Test
    void thePageOfTheDashboardIsTrue() throws IOException {
        String expected =
                "# Options of connector `dashboard`\n\nBeside these it takes the [options that every connector takes](all-connectors.md)."
                        + " What they do is told in [dashboard.md](../dashboard.md).\n\n## Writing\n\n"
                        + OptionReference.markdown(new DashboardOutput().options());
        Path page = Path.of(System.getProperty("millrace.root", ".."), "docs", "options", "dashboard.md");
        if (Boolean.getBoolean("millrace.write.docs")) {
            Files.writeString(page, expected);
        }
        assertThat(page)
                .as("written anew with -Dmillrace.write.docs=true")
                .content()
                .isEqualTo(expected);
    }
}
