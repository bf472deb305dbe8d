package io.millrace.testkit.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ties the life of a child process to that of this JVM, however this JVM ends, by {@code kill -9} too.
 *
 * <p>The command is started through a shell that leaves a small watcher behind and then becomes the command itself, so the
 * process id stays the same. The watcher reads from the pipe that this JVM holds to its child. The pipe ends when one of
 * the two is gone: if the child still lives, it was this JVM, and the watcher kills the child and removes its directory.
 * A shutdown hook would end servers while other hooks still use them, and would not run at all after {@code kill -9}.
 *
 * <p>Ctrl-C in a terminal reaches all processes started from it; the children do not hear it, so that the parent can
 * finish its work with them.
 */
final class Leash {
    /** A file of this name in a child's directory keeps the watcher from removing the directory. */
    static final String KEEP = "keep";

    /** Asks for a child's directory as first argument (empty: remove nothing), then the command. */
    private static final String SCRIPT = """
      directory=$1
      shift
      exec 3<&0
      (
        trap '' INT TERM HUP
        read -r line <&3
        kill -0 $$ || exit 0
        kill -KILL $$
        turns=0
        while { kill -0 $$ || kill -0 $PPID; } && [ $turns -lt 50 ]; do sleep 0.1; turns=$((turns + 1)); done
        [ -z "$directory" ] || [ -e "$directory/%s" ] || kill -0 $PPID || rm -rf -- "$directory"
      ) >/dev/null 2>&1 &
      trap '' INT HUP
      exec "$@" </dev/null 3<&-
      """.formatted(KEEP);

    private Leash() {}

    /** The command on its leash; its directory goes with it when this JVM is gone. */
    static List<String> removing(Path directory, List<String> command) {
        return leashed(directory.toString(), command);
    }

    /** The command on its leash; its files stay. */
    static List<String> leaving(List<String> command) {
        return leashed("", command);
    }

    private static List<String> leashed(String directory, List<String> command) {
        List<String> leashed = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "leash", directory));
        leashed.addAll(command);
        return leashed;
    }
}
