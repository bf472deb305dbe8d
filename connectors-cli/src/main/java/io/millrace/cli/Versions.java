package io.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.IVersionProvider;

/** The versions of what is on the classpath, as Maven noted them in each jar. */
final class Versions implements IVersionProvider {
    private static final String UNKNOWN = "not packaged";

    @Override
    public String[] getVersion() {
        return new String[] {"millrace " + of(Main.class), "spark " + of(SparkSession.class)};
    }

    /** The version of the jar that holds a class. */
    static String of(Class<?> type) {
        return file(type).flatMap(Versions::version).orElse(UNKNOWN);
    }

    private static Optional<Path> file(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> version(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Optional<JarEntry> note = file.stream()
                    .filter(entry -> entry.getName().startsWith("META-INF/maven/")
                            && entry.getName().endsWith("/pom.properties"))
                    .findFirst();
            if (note.isEmpty()) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            try (InputStream in = file.getInputStream(note.get())) {
                properties.load(in);
            }
            return Optional.ofNullable(properties.getProperty("version"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
