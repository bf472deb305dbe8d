package io.millrace.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Maven in a process of its own, with a repository that holds what this build has made so far under {@code io/millrace}, and
 * else links to the repository of this build: nothing of ours is installed there, and nothing is fetched twice.
 */
final class MavenProcess {
    private static final String VERSION = property("archetype.version");
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path OURS = TARGET.resolve("repository/io/millrace");

    private final Path repository = TARGET.resolve("linked-repository");

    MavenProcess() throws IOException {
        Path archetype =
                Files.createDirectories(OURS.resolve("connectors-archetype").resolve(VERSION));
        String name = "connectors-archetype-" + VERSION;
        copy(TARGET.resolve(name + ".jar"), archetype.resolve(name + ".jar"));
        copy(Path.of("pom.xml"), archetype.resolve(name + ".pom"));
        Path theirs = Path.of(property("maven.repository"));
        linkAll(theirs, repository, "io");
        linkAll(theirs.resolve("io"), repository.resolve("io"), "millrace");
        link(OURS, repository.resolve("io/millrace"));
    }

    /** Runs a command that begins with {@code mvn} and answers what it said; a failure fails the test. */
    String run(Path folder, String commandLine) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(commandLine.split("\\s+")));
        assertThat(words.remove(0)).isEqualTo("mvn");
        List<String> command = new ArrayList<>(List.of(
                Path.of(property("maven.home"), "bin", File.separatorChar == '/' ? "mvn" : "mvn.cmd")
                        .toString(),
                "-B",
                "-ntp",
                "-Dstyle.color=never",
                "-Dmaven.repo.local=" + repository,
                // Where a file came from does not count: the repository of this build may know mirrors by another name.
                "-Dmaven.legacyLocalRepo=true"));
        if (property("maven.offline").equals("offline: true")) {
            command.add("-o");
        }
        Path settings = Path.of(property("maven.settings").replace("settings: ", ""));
        if (Files.isRegularFile(settings)) {
            command.addAll(List.of("-s", settings.toString()));
        }
        command.addAll(words);
        Path log = Files.createTempFile(TARGET, "maven-", ".log");
        ProcessBuilder maven =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        maven.environment().put("MAVEN_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        maven.environment().put("JAVA_HOME", property("java.home"));
        Process process = maven.redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES))
                    .as("an end in time")
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertThat(process.exitValue()).as(commandLine + "\n" + said).isZero();
        return said;
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        assertThat(value)
                .as("the system property %s, which the build sets", name)
                .isNotNull();
        return value;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Links to everything in a folder but one name. */
    private static void linkAll(Path from, Path to, String except) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path one : all.toList()) {
                if (!one.getFileName().toString().equals(except)) {
                    link(one, to.resolve(one.getFileName()));
                }
            }
        }
    }

    /** Links anew where an earlier build, with another repository, has left its links. */
    private static void link(Path from, Path to) throws IOException {
        if (Files.isSymbolicLink(to) && !Files.readSymbolicLink(to).equals(from)) {
            Files.delete(to);
        }
        if (!Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(to, from);
        }
    }
}
