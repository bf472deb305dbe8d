package io.millrace.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The classes that a server's JVM has loaded when it is ready, in a form that the next JVM need not parse and check again:
 * a third less work at each start. Made from the first server that runs on a class path, kept beside the server's class
 * path file, and gone with {@code mvn clean}. Without it, or with one that the JVM does not like, servers only start slower.
 */
record ClassArchive(Path file) {
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** The archive of one class path on this Java; a JVM takes no archive of another. */
    static ClassArchive of(Path folder, String classpath) {
        String key = classpath + System.getProperty("java.vm.version") + System.getProperty("java.home");
        UUID name = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
        return new ClassArchive(folder.resolve("classes-" + name + ".jsa"));
    }

    /** What the JVM must be told to use the archive, or to be able to make it. */
    List<String> flags() {
        return Files.exists(file)
                ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off")
                : List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:+RecordDynamicDumpInfo");
    }

    /** Makes the archive from a server that was started with these flags, unless it is there already. */
    void make(ServerProcess server) {
        if (Files.exists(file)) {
            return;
        }
        Path draft = file.resolveSibling(file.getFileName() + "." + server.pid());
        List<String> dump =
                List.of(Jdk.program("jcmd"), Long.toString(server.pid()), "VM.cds", "dynamic_dump", draft.toString());
        try (ServerProcess jcmd = ServerProcess.command("jcmd", dump).start()) {
            if (jcmd.awaitExit(BOUND) == 0 && Files.exists(draft)) {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException | ServerFailure e) {
            System.err.println("servers will start slower, their classes could not be archived in " + file + ": " + e);
        }
    }

    /** A jar that holds one class of ours: archives are made of jars only, never of folders. */
    static Path jar(Path folder, Class<?> only) throws IOException {
        String entry = only.getName().replace('.', '/') + ".class";
        byte[] code;
        try (InputStream in = only.getResourceAsStream("/" + entry)) {
            code = Objects.requireNonNull(in, entry).readAllBytes();
        }
        Path jar = folder.resolve("main-" + UUID.nameUUIDFromBytes(code) + ".jar");
        if (!Files.exists(jar)) {
            Path draft = Files.createTempFile(folder, "main", ".jar");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(draft))) {
                out.putNextEntry(new JarEntry(entry));
                out.write(code);
            }
            Files.move(draft, jar, StandardCopyOption.ATOMIC_MOVE);
        }
        return jar;
    }
}
