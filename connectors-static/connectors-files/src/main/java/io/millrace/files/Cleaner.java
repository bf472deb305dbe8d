package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.files.Reading.Cleaning;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files away that were read. A file that cannot be taken away stays, with a warning; it is not read again. A file that
 * changed since it was read stays too.
 */
final class Cleaner {
    private static final Logger LOG = LoggerFactory.getLogger(Cleaner.class);

    private final Storage storage;
    private final Cleaning how;
    private final Optional<Path> archive;

    Cleaner(Storage storage, Options options) {
        this.storage = storage;
        this.how = options.value(Reading.CLEAN_SOURCE);
        this.archive = options.find(Reading.ARCHIVE).map(Path::new);
        if ((how == Cleaning.ARCHIVE) != archive.isPresent()) {
            throw ConnectorException.settings(
                    "Options 'cleanSource=archive' and 'archiveDir' go together, and only one was given");
        }
        archive.ifPresent(this::checkApart);
    }

    boolean isOn() {
        return how != Cleaning.OFF;
    }

    void clean(List<TakenFile> taken) {
        for (TakenFile file : taken) {
            Path path = new Path(file.path());
            try {
                FileSystem files = storage.files();
                if (!TakenFile.of(files.getFileStatus(path)).isSame(file)) {
                    LOG.warn("{} changed after it was read, and stays", path);
                } else if (!(archive.isPresent() ? move(files, path, archive.get()) : files.delete(path, false))) {
                    LOG.warn("{} was read and could not be taken away ({}); it stays", path, how);
                }
            } catch (FileNotFoundException e) {
                LOG.debug("{} is gone already", path);
            } catch (IOException e) {
                LOG.warn("{} was read and could not be taken away ({}); it stays", path, how, e);
            }
        }
    }

    /** The archive keeps the folders below the directory. */
    private boolean move(FileSystem files, Path path, Path to) throws IOException {
        String root = files.makeQualified(storage.path()).toUri().getPath();
        String whole = path.toUri().getPath();
        String inside = whole.startsWith(root + "/") ? whole.substring(root.length() + 1) : whole.substring(1);
        Path target = new Path(to, inside);
        files.mkdirs(target.getParent());
        return files.rename(path, target);
    }

    private void checkApart(Path to) {
        try {
            FileSystem files = storage.files();
            Path from = files.makeQualified(storage.path());
            Path target = to.getFileSystem(storage.configuration()).makeQualified(to);
            if (!from.toUri().resolve("/").equals(target.toUri().resolve("/"))
                    || (target + "/").startsWith(from + "/")) {
                throw ConnectorException.settings("Option 'archiveDir' is '" + target
                        + "', and must be in the file system of" + " '" + from + "' and outside of it");
            }
        } catch (IOException e) {
            throw ConnectorException.settings("Option 'archiveDir' cannot be looked at: " + e.getMessage(), e);
        }
    }
}
