package io.millrace.server.x;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection that posts go out on: an endless answer in chunks. One thread writes, in {@link #run}; any may add lines, and
 * tell it what to do.
 */
final class Stream {
    private static final String DISCONNECT = "{\"errors\":[{\"title\":\"operational-disconnect\",\"disconnect_type\":"
            + "\"UpstreamOperationalDisconnect\",\"detail\":\"This stream has been disconnected upstream for operational"
            + " reasons.\",\"type\":\"https://api.x.com/2/problems/operational-disconnect\"}]}";

    private static final byte[] NOTHING = {};

    private final Socket socket;
    private final OutputStream out;
    private final Shape shape;
    private final Settings settings;
    private final Deque<String> waiting = new ArrayDeque<>();
    private final long cutAt;
    private long waitingBytes;
    private boolean stalled;
    private boolean last;
    private @Nullable Cut cut;
    private volatile boolean open = true;
    private final AtomicLong delivered = new AtomicLong();

    Stream(Socket socket, Shape shape, Settings settings) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.shape = shape;
        this.settings = settings;
        double lives = settings.cutMillis() * (0.5 + ThreadLocalRandom.current().nextDouble());
        this.cutAt = settings.cutMillis() == 0 ? Long.MAX_VALUE : System.currentTimeMillis() + (long) lives;
    }

    boolean isOpen() {
        return open;
    }

    long delivered() {
        return delivered.get();
    }

    /** Lines from the past, which may be more than a slow reader is granted. */
    synchronized void begin(List<String> lines) {
        waiting.addAll(lines);
    }

    /** A post of now. Who is too slow loses the connection, and all that waits for it. */
    synchronized void add(String line) {
        waiting.add(line);
        waitingBytes += line.length();
        if (waitingBytes > settings.bufferBytes()) {
            close();
        }
        notifyAll();
    }

    /** Sends a line as it is. */
    synchronized void raw(String line) {
        waiting.add("\n" + line);
        notifyAll();
    }

    /** Ends when all that waits is sent. */
    synchronized void endAfterThis() {
        last = true;
        notifyAll();
    }

    synchronized void stall(boolean on) {
        stalled = on;
        notifyAll();
    }

    synchronized void cut(Cut how) {
        cut = how;
        notifyAll();
    }

    /** Cuts it, and comes back when that is done if it need not wait for a line. */
    synchronized void cutNow(Cut how) {
        cut(how);
        long until = System.currentTimeMillis() + 5_000;
        try {
            while (open && !how.needsLine() && System.currentTimeMillis() < until) {
                wait(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        open = false;
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone in any case.
        }
        synchronized (this) {
            notifyAll();
        }
    }

    /** Writes until the connection ends. */
    void run() {
        try {
            while (open) {
                String line = next();
                Cut now = planned();
                if (now != null && (line != null || !now.needsLine())) {
                    end(now, line == null ? NOTHING : wire(line));
                } else if (line != null) {
                    write(wire(line));
                    delivered.incrementAndGet();
                } else if (last) {
                    end(Cut.END, NOTHING);
                } else if (open) {
                    write("\r\n".getBytes(US_ASCII));
                }
            }
        } catch (IOException | InterruptedException e) {
            // The client is gone.
        } finally {
            close();
        }
    }

    /** The next line; null if none came in the time of a keep-alive, or there is something else to do. */
    private synchronized @Nullable String next() throws InterruptedException {
        long alive = System.currentTimeMillis() + settings.keepAliveMillis();
        long until = cut == null ? Math.min(cutAt, alive) : alive;
        while (open && !isCut() && (stalled || (waiting.isEmpty() && !last))) {
            long millis = stalled ? 1_000 : until - System.currentTimeMillis();
            if (millis <= 0) {
                return null;
            }
            TimeUnit.MILLISECONDS.timedWait(this, millis);
        }
        String line = stalled ? null : waiting.poll();
        waitingBytes -= line == null ? 0 : Math.min(waitingBytes, line.length());
        return line;
    }

    private synchronized boolean isCut() {
        return cut != null && (!cut.needsLine() || !waiting.isEmpty());
    }

    private synchronized @Nullable Cut planned() {
        if (cut == null && System.currentTimeMillis() >= cutAt) {
            cut = Cut.any(ThreadLocalRandom.current().nextDouble());
        }
        return cut;
    }

    private byte[] wire(String line) {
        return ((line.startsWith("\n") ? line.substring(1) : shape.line(line)) + "\r\n").getBytes(UTF_8);
    }

    private void end(Cut how, byte[] line) throws IOException {
        int half = line.length / 2;
        switch (how) {
            case END -> {
                write(line);
                out.write("0\r\n\r\n".getBytes(US_ASCII));
            }
            case LINE -> write(java.util.Arrays.copyOf(line, half));
            case CHUNK -> {
                out.write((Integer.toHexString(line.length) + "\r\n").getBytes(US_ASCII));
                out.write(line, 0, half);
            }
            case RESET -> socket.setSoLinger(true, 0);
            case ERROR -> write((DISCONNECT + "\r\n").getBytes(UTF_8));
            case CLOSE -> write(line);
        }
        out.flush();
        close();
    }

    private void write(byte[] bytes) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            int most = settings.chunk() == 0
                    ? bytes.length
                    : 1 + ThreadLocalRandom.current().nextInt(settings.chunk());
            int length = Math.min(most, bytes.length - from);
            out.write((Integer.toHexString(length) + "\r\n").getBytes(US_ASCII));
            out.write(bytes, from, length);
            out.write("\r\n".getBytes(US_ASCII));
            out.flush();
            from += length;
        }
    }
}
