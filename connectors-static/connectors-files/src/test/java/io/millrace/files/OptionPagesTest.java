package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.files.write.HdfsLetters;
import io.millrace.files.write.HdfsOutput;
import io.millrace.files.write.S3Letters;
import io.millrace.files.write.S3Output;
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
    void thePageOfFilesIsTrue() throws IOException {
        String expected =
                "# Options of connectors `hdfs` and `s3`\n\nBeside these they take `connector` and `retryTimeout` of"
                        + " the [options that every connector takes](all-connectors.md).\n\n"
                        + "## Reading, `hdfs`\n\n" + OptionReference.markdown(new HdfsInput().options())
                        + "\n## Reading, `s3`\n\n" + OptionReference.markdown(new S3Input().options())
                        + "\n## Writing, `hdfs`\n\n" + OptionReference.markdown(new HdfsOutput().options())
                        + "\n## Writing, `s3`\n\n" + OptionReference.markdown(new S3Output().options())
                        + "\n## Dead letters, `hdfs`\n\nBehind the prefix `deadletter.`, as all of them.\n\n"
                        + OptionReference.markdown(new HdfsLetters().options())
                        + "\n## Dead letters, `s3`\n\n" + OptionReference.markdown(new S3Letters().options());
        Path page = Path.of(System.getProperty("millrace.root", "../.."), "docs", "options", "files.md");
        if (Boolean.getBoolean("millrace.write.docs")) {
            Files.writeString(page, expected);
        }
        assertThat(page)
                .as("written anew with -Dmillrace.write.docs=true")
                .content()
                .isEqualTo(expected);
    }
}
