package io.millrace.runtime.journal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real directory whose failures a test chooses, and whose files a test may hold back. */
final class FaultyDirectory implements Directory {
    private final Directory real;
    private final Semaphore passes = new Semaphore(Integer.MAX_VALUE);

    /** Files that are to fail in the middle, as on a full disk. */
    final AtomicInteger full = new AtomicInteger();

    /** Files that are to be there, and yet fail. */
    final AtomicInteger unsure = new AtomicInteger();

    /** What another writer does before a file is made. */
    Before beforeCreate = () -> {};

    interface Before {
        void run() throws IOException;
    }

    /** Names of the files that were opened. */
    final List<String> opened = new ArrayList<>();

    FaultyDirectory(Directory real) {
        this.real = real;
    }

    /** No file is made before {@link #pass}. */
    void hold() {
        passes.drainPermits();
    }

    /** Lets so many files be made. */
    void pass(int files) {
        passes.release(files);
    }

    /** How many threads wait to be let through. */
    int held() {
        return passes.getQueueLength();
    }

    @Override
    public void make() throws IOException {
        real.make();
    }

    @Override
    public void check() throws IOException {
        real.check();
    }

    @Override
    public List<String> names() throws IOException {
        return real.names();
    }

    @Override
    public @Nullable InputStream open(String name) throws IOException {
        opened.add(name);
        return real.open(name);
    }

    @Override
    public void create(String name, Content content) throws IOException {
        passes.acquireUninterruptibly();
        beforeCreate.run();
        if (full.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            real.create(name, out -> {
                out.write(new byte[100]);
                throw new IOException("No space left on device");
            });
        }
        real.create(name, content);
        if (unsure.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public void replace(String name, Content content) throws IOException {
        real.replace(name, content);
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public boolean isSeen(String name) throws IOException {
        return real.isSeen(name);
    }

    @Override
    public void settle(Whole whole) throws IOException {
        real.settle(whole);
    }

    @Override
    public void sweep(Whole whole) throws IOException {
        real.sweep(whole);
    }

    @Override
    public Directory child(String name) {
        return real.child(name);
    }

    @Override
    public Duration pause() {
        return real.pause();
    }

    @Override
    public String toString() {
        return real.toString();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
