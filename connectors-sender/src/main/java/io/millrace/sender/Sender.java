package io.millrace.sender;

import io.millrace.api.Options;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends batches to receivers, several at once, each until one of the receivers says that it is durable. A batch whose outcome is
 * not known is sent again, perhaps to another receiver: with an identity it is kept once, without one it may be there twice. Safe
 * for many threads.
 */
public final class Sender implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final AtomicInteger TURNS = new AtomicInteger();

    private final int hosts;
    private final Duration patience;
    private final List<Link> links = new ArrayList<>();
    private final BlockingQueue<Link> idle = new LinkedBlockingQueue<>();
    private final ExecutorService threads;

    /**
     * A sender, which connects when it first sends.
     *
     * @throws io.millrace.api.ConnectorException with kind {@code SETTINGS} if the stores for TLS cannot be opened
     */
    public Sender(Options options) {
        this.hosts = options.value(SenderOptions.HOSTS).size();
        this.patience = options.value(SenderOptions.SEND_TIMEOUT);
        int connections = Math.toIntExact(options.value(SenderOptions.CONNECTIONS));
        SSLSocketFactory tls = Tls.of(options);
        for (int i = 0; i < connections; i++) {
            links.add(new Link(options, tls, TURNS.getAndIncrement()));
        }
        idle.addAll(links);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                connections, connections, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "millrace-sender-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /**
     * Sends a batch as soon as a connection is idle; until then it blocks, which is the back-pressure.
     *
     * @return what becomes of it: a failure is an {@link IOException} that names each receiver and what it said
     */
    public CompletableFuture<Void> send(Parcel parcel) throws InterruptedException {
        Link link = idle.take();
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                deliver(link, parcel);
                outcome.complete(null);
            } catch (Throwable e) {
                // Also an error: without an outcome whoever waits would wait for ever.
                outcome.completeExceptionally(e);
            } finally {
                idle.add(link);
            }
        });
        return outcome;
    }

    /** Breaks off what is on its way; what becomes of that is not known. */
    @Override
    public void close() {
        threads.shutdownNow();
        links.forEach(Link::close);
    }

    private void deliver(Link link, Parcel parcel) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        Map<String, String> failures = new LinkedHashMap<>();
        Duration pause = FIRST_PAUSE;
        for (int tries = 1; ; tries++) {
            String host = link.host();
            try {
                link.send(parcel.frame());
                return;
            } catch (IOException e) {
                failures.put(host, e.getMessage() == null ? e.toString() : e.getMessage());
                if (threads.isShutdown() || System.nanoTime() - deadline >= 0) {
                    throw new IOException(
                            "No receiver acknowledged a batch of " + parcel.events() + " events: " + failures
                                    + ". See that the query runs, and that its receivers listen there with Thrift",
                            e);
                }
            }
            if (tries % hosts == 0) {
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private static void pause(Duration time) throws InterruptedIOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The sender was closed while it waited for a receiver");
        }
    }
}
