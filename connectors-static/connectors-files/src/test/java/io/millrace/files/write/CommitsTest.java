package io.millrace.files.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocol of writes, step by step, on both kinds of store. */
final class CommitsTest {
    private static final String QUERY = "a query";

    static Stream<Arguments> crashes() {
        return Stream.of(Store.values())
                .flatMap(store -> Stream.of(Step.values()).map(step -> Arguments.of(store, step)));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void aCrashAtAnyStepLosesDoublesAndHalvesNothing(Store store, Step step) throws IOException {
        Path root = store.directory();
        Driver first = new Driver(store, root, QUERY);
        first.write(0);

        assertThatThrownBy(() -> first.crashingAt(step).write(1)).isInstanceOf(Driver.Crash.class);

        assertThat(first.seen()).isIn(sorted(Driver.ofEpochs(0)), sorted(Driver.ofEpochs(0, 1)));
        Driver second = new Driver(store, root, QUERY);
        second.write(1);
        assertThat(second.seen()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 1));
        second.write(2);
        assertThat(second.seen()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 1, 2));
        assertThat(second.plain()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 1, 2));
        assertThat(second.besides()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void anEpochThatIsDoneIsNotWrittenAgain(Store store) throws IOException {
        Path root = store.directory();
        Driver first = new Driver(store, root, QUERY);
        first.write(0);
        first.write(1);

        Driver second = new Driver(store, root, QUERY);

        assertThat(second.write(1)).isFalse();
        assertThat(second.write(2)).isTrue();
        assertThat(second.plain()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 1, 2));
    }

    @ParameterizedTest
    @EnumSource
    void manyEpochsLeaveOneSmallFileBesidesTheData(Store store) throws IOException {
        Path root = store.directory();
        Driver driver = new Driver(store, root, QUERY);
        for (int epoch = 0; epoch < 12; epoch++) {
            driver.write(epoch);
        }

        assertThat(driver.besides()).hasSize(1).first().asString().endsWith(".done");
        assertThat(driver.seen()).hasSize(48);
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoDriversThatWriteOneEpochTheLaterGivesWay(Store store) throws IOException {
        Path root = store.directory();
        Driver late = new Driver(store, root, QUERY);
        assertThat(late.commits().begin(0)).isTrue();
        Attempt attempt = late.attempt(0);
        List<StagedFile> staged = late.stage(attempt);
        Driver other = new Driver(store, root, QUERY);
        other.write(0);
        other.write(1);

        assertThatThrownBy(() -> late.commits().commit(attempt, staged, List.of()))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("Two drivers of one query");

        assertThat(other.plain()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 1));
        assertThat(other.write(2)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aDriverThatIsOvertakenWhileItDecidesGivesWay(Store store) throws IOException {
        Path root = store.directory();
        Driver late = new Driver(store, root, QUERY);
        late.commits().begin(0);
        Attempt attempt = late.attempt(0);
        List<StagedFile> staged = late.stage(attempt);
        Driver other = new Driver(store, root, QUERY);
        assertThatThrownBy(() -> other.crashingAt(Step.DECIDED).write(0)).isInstanceOf(Driver.Crash.class);

        assertThatThrownBy(() -> late.commits().commit(attempt, staged, List.of()))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("decided about epoch 0");

        assertThat(new Driver(store, root, QUERY).write(0)).isFalse();
        assertThat(other.plain()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0));
    }

    /** Between its decision and its look at the records, a late driver dies: its manifest is there, and must not count. */
    @ParameterizedTest
    @EnumSource
    void theManifestOfALateDriverIsVoid(Store store) throws IOException {
        Path root = store.directory();
        Driver late = new Driver(store, root, QUERY);
        late.commits().begin(0);
        Attempt attempt = late.attempt(0);
        List<StagedFile> staged = late.stage(attempt);
        Driver other = new Driver(store, root, QUERY);
        other.write(0);
        assertThatThrownBy(() -> late.crashingAt(Step.DECIDED).commits().commit(attempt, staged, List.of()))
                .isInstanceOf(Driver.Crash.class);
        assertThat(other.besides()).anyMatch(name -> name.endsWith(".manifest"));

        assertThat(other.write(1)).isTrue();

        assertThat(other.seen()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 1));
        assertThat(other.plain()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 1));
        assertThat(other.besides()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aDriverThatWasReplacedIsToldSo(Store store) throws IOException {
        Path root = store.directory();
        Driver first = new Driver(store, root, QUERY);
        first.write(0);
        new Driver(store, root, QUERY).write(1);

        assertThatThrownBy(() -> first.write(1))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("Two drivers of one query");
    }

    @ParameterizedTest
    @EnumSource
    void aCommitMayBeAskedForAgainAfterAnyFailure(Store store) throws IOException {
        for (Step step : List.of(Step.DECIDED, Step.PUBLISHED, Step.RECORDED, Step.MANIFEST_GONE)) {
            Path root = store.directory();
            Driver driver = new Driver(store, root, QUERY);
            driver.commits().begin(0);
            Attempt attempt = driver.attempt(0);
            List<StagedFile> staged = driver.stage(attempt);
            assertThatThrownBy(() -> driver.crashingAt(step).commits().commit(attempt, staged, List.of()))
                    .isInstanceOf(Driver.Crash.class);

            driver.crashingAt(Step.BEGUN).commits().commit(attempt, staged, List.of());

            assertThat(driver.plain()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0));
            assertThat(driver.besides()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void queriesDoNotSeeEachOther(Store store) throws IOException {
        Path root = store.directory();
        Driver one = new Driver(store, root, "one");
        Driver other = new Driver(store, root, "other");
        one.write(0);
        other.write(0);
        one.write(1);

        assertThat(one.seen()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 0, 1));
        assertThat(one.besides()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasStagedAndNeverCommittedGoes(Store store) throws IOException {
        Path root = store.directory();
        Driver dead = new Driver(store, root, QUERY);
        dead.stage(dead.attempt(0));
        Driver foreign = new Driver(store, root, "another query");
        foreign.stage(foreign.attempt(0));

        Driver patient = new Driver(store, root, QUERY);
        patient.write(0);
        assertThat(staged(store, root, patient)).isPositive();
        new Driver(store, root, QUERY, false, Duration.ZERO).write(1);

        assertThat(staged(store, root, patient)).isZero();
        assertThat(patient.seen()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0, 1));
    }

    @ParameterizedTest
    @EnumSource
    void theRecordOfABatchMayGoAndItsFilesStay(Store store) throws IOException {
        Path root = store.directory();
        Driver batch = new Driver(store, root, "batch", true, Duration.ofDays(1));
        batch.write(0);
        assertThat(batch.besides()).hasSize(1);

        store.files().delete(new Path(root, batch.besides().get(0)), false);

        assertThat(batch.seen()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0));
    }

    @ParameterizedTest
    @EnumSource
    void filesOfOthersAlwaysCount(Store store) throws IOException {
        Path root = store.directory();
        Driver driver = new Driver(store, root, QUERY);
        driver.write(0);
        try (OutputStream out = store.files().create(new Path(root, "foreign.txt"))) {
            out.write('x');
        }

        assertThat(driver.seen()).contains("x").hasSize(5);
    }

    @ParameterizedTest
    @EnumSource
    void oldFilesGiveWayToNewOnesAtOnce(Store store) throws IOException {
        for (Step step : List.of(Step.DECIDED, Step.FIRST_PUBLISHED, Step.PUBLISHED, Step.RECORDED)) {
            Path root = store.directory();
            Driver driver = new Driver(store, root, QUERY);
            driver.write(0);
            List<String> old = driver.all().stream()
                    .map(FileStatus::getPath)
                    .map(path -> below(root, path))
                    .toList();
            driver.commits().begin(1);
            Attempt attempt = driver.attempt(1);
            List<StagedFile> staged = driver.stage(attempt);

            assertThatThrownBy(() -> driver.crashingAt(step).commits().commit(attempt, staged, old))
                    .isInstanceOf(Driver.Crash.class);

            assertThat(driver.seen()).isIn(sorted(Driver.ofEpochs(0)), sorted(Driver.ofEpochs(1)));
            Driver next = new Driver(store, root, QUERY);
            if (next.commits().begin(1)) {
                Attempt again = next.attempt(1);
                next.commits().commit(again, next.stage(again), old);
            }
            assertThat(next.seen()).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(1));
        }
    }

    @Test
    void aStoreThatDoesNotKnowConditionsIsRefused() throws IOException {
        Path root = Store.S3.directory();
        Configuration settings = Store.S3.settings();
        settings.set("fs.s3a.create.conditional.enabled", "false");
        try (FileSystem files = FileSystem.newInstance(root.toUri(), settings)) {
            Ledger ledger = new Ledger(files, root);

            assertThatThrownBy(ledger::check)
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("If-None-Match");
        }
        new Ledger(Store.S3.files(), root).check();
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    private static String below(Path root, Path path) {
        return path.toUri().getPath().substring(root.toUri().getPath().length() + 1);
    }

    /** How many files are staged, or uploads held back. */
    private static long staged(Store store, Path root, Driver driver) throws IOException {
        if (store.files() instanceof S3AFileSystem s3) {
            long count = 0;
            var uploads = s3.listUploads(root.toUri().getPath().substring(1) + "/");
            while (uploads.hasNext()) {
                uploads.next();
                count++;
            }
            return count;
        }
        return driver.besides().stream()
                .filter(name -> name.startsWith(RenamedFiles.FOLDER))
                .count();
    }
}
