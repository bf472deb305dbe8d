package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassArchiveTest {
    private static final String FROM_ARCHIVE = Waiter.class.getName() + " source: shared objects file (top)";

    @Test
    void secondServerLoadsTheClassesThatTheFirstHasArchived(@TempDir Path folder) throws Exception {
        String classpath = ClassArchive.jar(folder, Waiter.class).toString();
        ClassArchive archive = ClassArchive.of(folder, classpath);

        assertThat(loaded(archive, classpath)).noneMatch(line -> line.contains(FROM_ARCHIVE));
        assertThat(archive.file()).isNotEmptyFile();

        assertThat(loaded(archive, classpath)).anyMatch(line -> line.contains(FROM_ARCHIVE));
        assertThat(ClassArchive.jar(folder, Waiter.class)).hasToString(classpath);
    }

    @Test
    void damagedArchiveDoesNotHinderTheServer(@TempDir Path folder) throws Exception {
        String classpath = ClassArchive.jar(folder, Waiter.class).toString();
        ClassArchive archive = ClassArchive.of(folder, classpath);
        Files.write(archive.file(), new byte[5_000]);

        assertThat(loaded(archive, classpath)).anyMatch(line -> line.contains("waiting"));
    }

    private static List<String> loaded(ClassArchive archive, String classpath) {
        try (ServerProcess server = ServerProcess.java("waiter", classpath, Waiter.class.getName())
                .archive(archive)
                .jvm(List.of("-Xlog:class+load"))
                .ready(Ready.line("waiting"))
                .start()) {
            archive.make(server);
            return server.output();
        }
    }
}
