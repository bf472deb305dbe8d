package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.api.OutputConnector;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connectors on a classpath that is not as it should be. */
final class ServicesTest {
    @TempDir
    private Path jar;

    @Test
    void aConnectorThatCannotBeLoadedIsNamedWithTheRemedy() throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(OutputConnector.class.getName()), "org.example.Gone\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThatThrownBy(() -> new Services<>(OutputConnector.class, OutputConnector::name).find("any"))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("org.example.Gone")
                    .hasMessageContaining("Take its jar away");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
