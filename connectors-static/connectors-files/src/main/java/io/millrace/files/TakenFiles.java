package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.files.Reading.NewFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that batches took, as far as they are still there: what is not there cannot be listed again. If only later paths
 * are new, the last path alone. Used by the query's thread.
 */
final class TakenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TakenFiles.class);

    private final NewFiles which;
    private final boolean changesAreFatal;
    private final Map<String, TakenFile> byPath = new HashMap<>();
    private final Map<Long, TakenFile> byId = new HashMap<>();

    TakenFiles(NewFiles which, boolean changesAreFatal) {
        this.which = which;
        this.changesAreFatal = changesAreFatal;
    }

    void add(Collection<TakenFile> files) {
        for (TakenFile file : files) {
            if (which == NewFiles.ANY) {
                put(file);
            } else if (last().compareTo(file.path()) < 0) {
                byPath.clear();
                put(file);
            }
        }
    }

    /** What must be remembered. */
    Collection<TakenFile> all() {
        // Those whose path another file has now come first, so that the path is that other's when they are added again.
        Set<TakenFile> all = new LinkedHashSet<>(byId.values());
        byPath.values().forEach(all::remove);
        all.addAll(byPath.values());
        return all;
    }

    /** How many paths are remembered. */
    int count() {
        return byPath.size();
    }

    /** The greatest path, or nothing; asked when only later paths are new. */
    String last() {
        return byPath.keySet().stream().max(String::compareTo).orElse("");
    }

    /** Those of all files that no batch took. */
    List<FileStatus> fresh(List<FileStatus> listed) {
        if (which == NewFiles.AFTER) {
            return listed;
        }
        List<FileStatus> fresh = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        Set<Long> ids = new HashSet<>();
        for (FileStatus file : listed) {
            TakenFile now = TakenFile.of(file);
            paths.add(now.path());
            ids.add(now.id());
            TakenFile then = now.hasId() && byId.containsKey(now.id()) ? byId.get(now.id()) : byPath.get(now.path());
            if (then == null || (then.hasId() && now.hasId() && then.id() != now.id())) {
                fresh.add(file);
            } else if (!then.isSame(now)) {
                changed(then, now);
            } else if (!then.path().equals(now.path())) {
                LOG.info("{} was read before it got this name", now.path());
                put(now);
            }
        }
        byPath.keySet().retainAll(paths);
        byId.keySet().retainAll(ids);
        return fresh;
    }

    /** It may have been read before it was whole, and will not be read again. */
    private void changed(TakenFile then, TakenFile now) {
        String what = "The file " + now.path() + " was read when it had " + then.state() + " and has " + now.state()
                + " now, which were not read. Write a file under a hidden name (_name, .name) and rename it when it is"
                + " whole, and never change it after";
        if (changesAreFatal) {
            throw new ConnectorException(
                    Kind.DATA_LOSS, what + "; or set onDataLoss=warn, and it counts as read as it is", null);
        }
        LOG.warn("{}", what);
        put(now);
    }

    private void put(TakenFile file) {
        byPath.put(file.path(), file);
        if (file.hasId()) {
            byId.put(file.id(), file);
        }
    }
}
