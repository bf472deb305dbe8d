package io.millrace.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own, with a directory of its own, in which it runs and which holds its log.
 *
 * <ol>
 *   <li>{@link ServerBuilder#start()} starts the process and comes back when it is ready.
 *   <li>{@link #pause()} and {@link #resume()} stop and continue it; {@link #kill()} ends it as a crash does, {@link
 *       #stop(Duration)} as an operator does.
 *   <li>{@link #restart()} starts the same command in the same directory, and so with the same ports and data.
 *   <li>{@link #close()} kills it, with all that it started itself, and removes a temporary directory. After a failure
 *       the directory stays, and its place is printed.
 * </ol>
 *
 * <p>The process never outlives this JVM, however this JVM ends. One thread at a time, but {@link #close()} may come from
 * any. What fails throws {@link ServerFailure}.
 */
public final class ServerProcess implements AutoCloseable {
    private static final long POLL_MILLIS = 20;
    private static final Duration KILL_BOUND = Duration.ofSeconds(10);

    private static final Set<ServerProcess> OPEN = ConcurrentHashMap.newKeySet();

    private final Launch launch;
    private final Path directory;
    private final ProcessLog log;
    private volatile @Nullable Process process;
    private volatile long startedAt;
    private volatile boolean endExpected;
    private volatile boolean keep;
    private boolean closed;

    private ServerProcess(Launch launch) {
        this.launch = launch;
        this.directory = launch.directory() == null
                ? WorkDirectory.create(launch.name())
                : launch.directory().toAbsolutePath();
        this.log = new ProcessLog(directory.resolve(launch.name() + ".log"));
    }

    static ServerProcess start(Launch launch) {
        ServerProcess server = new ServerProcess(launch);
        OPEN.add(server);
        try {
            Files.createDirectories(server.directory);
            launch.prepare().fill(server.directory);
            server.run();
            return server;
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** A server that is a Java program, to run on the Java of this JVM. */
    public static ServerBuilder java(String name, String classpath, String mainClass) {
        return new ServerBuilder(name, List.of(Jdk.program("java")), List.of("-cp", classpath, mainClass));
    }

    /** A server that is any other program; the first word is looked up as the shell does. */
    public static ServerBuilder command(String name, List<String> command) {
        return new ServerBuilder(name, command, List.of());
    }

    /** The process id, also that of the last process when none runs. */
    public long pid() {
        return process().pid();
    }

    /** Whether the process runs; a paused one does. */
    public boolean alive() {
        Process now = process;
        return now != null && now.isAlive();
    }

    /** Where the server runs, and keeps its data. */
    public Path directory() {
        return directory;
    }

    /** All that the process printed, over all its starts. */
    public Path log() {
        return log.file();
    }

    /** What the process printed since its latest start. */
    public List<String> output() {
        return log.lines(startedAt);
    }

    /** Processes that this one has started itself, and theirs. */
    public List<ProcessHandle> descendants() {
        return process().descendants().toList();
    }

    /**
     * Waits for a line in which the pattern is found, of those printed since the latest start, and returns it. Fails at
     * once when the process ends without it.
     */
    public String awaitLine(String regex, Duration deadline) {
        ProcessLog.Search search = log.new Search(Pattern.compile(regex), startedAt);
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            boolean ended = ended(POLL_MILLIS);
            String line = search.poll();
            if (line != null) {
                return line;
            }
            if (ended) {
                throw failure("ended with exit code " + process().exitValue() + " and without a line like " + regex);
            }
            if (System.nanoTime() > end) {
                throw failure("printed no line like " + regex + " within " + deadline);
            }
        }
    }

    /**
     * Waits until a question to the server is answered with yes. Fails at once when the process ends before.
     *
     * @param what completes the message "did not ... within"
     */
    public void await(String what, Ready question, Duration deadline) {
        IOException last = null;
        long end = System.nanoTime() + deadline.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (question.test(this) && alive()) {
                    return;
                }
                last = null;
            } catch (IOException notYet) {
                last = notYet;
            }
            if (ended(POLL_MILLIS)) {
                throw failure("ended with exit code " + process().exitValue() + " and did not " + what);
            }
        }
        throw failure("did not " + what + " within " + deadline, last);
    }

    /** Waits until the process has ended by itself, and returns its exit code (128 + signal when a signal ended it). */
    public int awaitExit(Duration deadline) {
        endExpected = true;
        if (!ended(deadline.toMillis())) {
            throw failure("still runs after " + deadline);
        }
        return process().exitValue();
    }

    /** Ends this very process by SIGKILL, as a crash does, and waits until it is gone. What it started itself is not touched. */
    public void kill() {
        endExpected = true;
        // Through the handle: Process.destroy() would close the pipe of the leash before the process is gone.
        process().toHandle().destroyForcibly();
        if (!ended(KILL_BOUND.toMillis())) {
            throw failure("still there " + KILL_BOUND + " after SIGKILL");
        }
    }

    /** Asks the process to end by SIGTERM. One that does not end in time is killed, and that is a failure. */
    public void stop(Duration bound) {
        endExpected = true;
        if (!alive()) {
            return;
        }
        // A process that is paused would not hear SIGTERM.
        signal("CONT");
        signal("TERM");
        if (!ended(bound.toMillis())) {
            ServerFailure late = failure("did not stop within " + bound + " and was killed");
            kill();
            throw late;
        }
    }

    /** Stops all threads of the process by SIGSTOP: its connections stay open and nothing answers. */
    public void pause() {
        mustRun();
        signal("STOP");
    }

    /** Lets a paused process go on. */
    public void resume() {
        mustRun();
        signal("CONT");
    }

    /** Starts the same command in the same directory, after killing what still runs, and waits until it is ready. */
    public void restart() {
        if (alive()) {
            kill();
        }
        run();
    }

    /** Keeps the directory when the server is closed, because a test failed that used it. */
    public void keep() {
        keep = true;
        try {
            Files.write(directory.resolve(Leash.KEEP), new byte[0]);
        } catch (IOException e) {
            System.err.println("cannot mark " + directory + " as one to keep: " + e);
        }
    }

    /** Keeps the directories of all servers of this JVM that are not closed yet. Safe for many threads. */
    public static void keepAll() {
        OPEN.forEach(ServerProcess::keep);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        OPEN.remove(this);
        // A test that ran out of time is interrupted: its servers must go all the same.
        boolean interrupted = Thread.interrupted();
        try {
            end();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        Process last = process;
        if (last != null) {
            keep = keep || (!last.isAlive() && !endExpected);
            List<ProcessHandle> started = last.descendants().toList();
            kill();
            started.forEach(ProcessHandle::destroyForcibly);
        }
        if (keep) {
            System.err.println(launch.name() + " failed, its log is kept: " + log.file());
        } else if (launch.directory() == null) {
            WorkDirectory.delete(directory);
        }
    }

    private void run() {
        startedAt = log.size();
        endExpected = false;
        List<String> command = launch.directory() == null
                ? Leash.removing(directory, launch.command().get())
                : Leash.leaving(launch.command().get());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.file().toFile()));
        builder.environment().putAll(launch.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw failure("could not be started", e);
        }
        Ready ready = launch.ready();
        if (ready != null) {
            await("become ready", ready, launch.deadline());
        }
    }

    private boolean ended(long millis) {
        try {
            return process().waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was no longer waited for: the waiting thread was interrupted", e);
        }
    }

    private void signal(String signal) {
        try {
            Process sender = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (sender.waitFor() != 0 && !ended(KILL_BOUND.toMillis())) {
                throw failure("could not be sent SIG" + signal + ": " + said.strip());
            }
        } catch (IOException e) {
            throw failure("could not be sent SIG" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was to be sent SIG" + signal + ", but the thread was interrupted", e);
        }
    }

    private void mustRun() {
        if (!alive()) {
            throw failure("does not run, so it can be neither paused nor resumed");
        }
    }

    private Process process() {
        Process last = process;
        if (last == null) {
            throw new IllegalStateException(launch.name() + " was never started");
        }
        return last;
    }

    private ServerFailure failure(String what) {
        return failure(what, null);
    }

    private ServerFailure failure(String what, @Nullable Exception cause) {
        keep();
        return new ServerFailure(
                "%s %s. Its log is %s and ends with:%n%s".formatted(launch.name(), what, log.file(), log.tail()),
                cause);
    }
}
