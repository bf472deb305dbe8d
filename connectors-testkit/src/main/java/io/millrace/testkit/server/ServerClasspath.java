package io.millrace.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class path of a real server, as the build wrote it into {@code servers/NAME/target/classpath}. */
public final class ServerClasspath {
    /** The system property that names the root of the project; without it the root is searched from the working directory up. */
    public static final String ROOT = "millrace.root";

    private ServerClasspath() {}

    /** The jars of one server, joined as {@code java -cp} wants them. */
    public static String of(String server) {
        Path file = folder(server).resolve("classpath");
        if (!Files.isRegularFile(file)) {
            throw new ServerFailure(
                    "the class path of server '%s' is not built: %s is missing. Run in the project's root: mvn package -pl servers/%s -am"
                            .formatted(server, file, server));
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the build left what it knows of a server. */
    static Path folder(String server) {
        return root().resolve("servers").resolve(server).resolve("target");
    }

    /** The root of the project. */
    static Path root() {
        String named = System.getProperty(ROOT);
        if (named != null) {
            return Path.of(named);
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("servers"))) {
                return at;
            }
        }
        throw new ServerFailure(
                "no folder 'servers' in %s or above it: run inside the project, or name its root with -D%s=FOLDER"
                        .formatted(start, ROOT));
    }
}
