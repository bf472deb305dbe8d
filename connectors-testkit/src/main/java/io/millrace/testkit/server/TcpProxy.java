package io.millrace.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A port of the loopback interface that stands before a server's port, and breaks connections when told to.
 *
 * <p>An order holds for all connections, those of now and those to come, and has been carried out when its method
 * returns; {@link #resume()} takes them all back. One daemon thread serves all connections. Safe for many threads.
 */
public final class TcpProxy implements AutoCloseable {
    /** Which way bytes go. */
    public enum Direction {
        /** From the client to the server. */
        TO_SERVER,
        /** From the server to the client. */
        TO_CLIENT
    }

    private final int port = FreePorts.next();
    private final InetSocketAddress target;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Set<ProxyLink> links = new HashSet<>();
    private final ProxyRules rules = new ProxyRules();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private boolean running = true;
    private @Nullable ServerSocketChannel door;
    private boolean closed;

    private TcpProxy(int targetPort) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        try {
            selector = Selector.open();
            listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::serve, "tcp-proxy-" + port);
        thread.setDaemon(true);
        thread.start();
    }

    /** A proxy before a port of the loopback interface, whether a server listens there already or not. */
    public static TcpProxy to(int port) {
        return new TcpProxy(port);
    }

    /** The port that clients connect to. */
    public int port() {
        return port;
    }

    /** Resets all connections of now; new ones are welcome. */
    public void cut() {
        order(() -> {
            accept();
            cutAll();
        });
    }

    /** Resets all connections as soon as so many more bytes have gone one way, over all connections; once. */
    public void cutAfter(Direction direction, long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("asked to cut after " + bytes + " bytes: at least 1, or use cut()");
        }
        order(() -> rules.way(direction).allow(bytes));
    }

    /** Refuses new connections, as if nothing listened here; those of now go on. */
    public void refuse() {
        order(() -> {
            accept();
            shutDoor();
        });
    }

    /** Lets every byte arrive so much later, each way, without a limit on how many are on their way at once below 4 MB. */
    public void delay(Duration time) {
        order(() -> {
            rules.toServer.delay(time.toNanos());
            rules.toClient.delay(time.toNanos());
        });
    }

    /** Holds all bytes, both ways, as a broken network does: connections stay open, new ones too, and nothing is lost. */
    public void stall() {
        order(() -> {
            rules.toServer.stall();
            rules.toClient.stall();
        });
    }

    /** Holds the bytes of one direction only. */
    public void stall(Direction direction) {
        order(() -> rules.way(direction).stall());
    }

    /** Takes back stall, delay, refusal and a planned cut; bytes that were held go on. */
    public void resume() {
        order(() -> {
            rules.toServer.flow();
            rules.toClient.flow();
            rules.allowAll();
            if (door == null) {
                listen();
            }
        });
    }

    /** How many connections were accepted so far. */
    public long connections() {
        return accepted.get();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return open.get();
    }

    /** How many bytes were passed on so far. */
    public long bytes(Direction direction) {
        return rules.way(direction).passed();
    }

    /** Resets all connections and lets the port go. */
    @Override
    public synchronized void close() {
        if (!closed) {
            order(() -> {
                cutAll();
                shutDoor();
                running = false;
            });
            closed = true;
        }
    }

    private synchronized void order(Order body) {
        if (closed) {
            throw new IllegalStateException("the proxy on port " + port + " is closed");
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        orders.add(() -> {
            try {
                body.carryOut();
                // Closed channels let go of their sockets in the next selection only.
                selector.selectNow();
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        selector.wakeup();
        done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void serve() {
        try (selector) {
            while (running) {
                accept();
                select(pump());
                for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
                    order.run();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves all connections, and says after how many nanoseconds it must do so again. */
    private long pump() {
        long now = System.nanoTime();
        links.removeIf(link -> !link.pump(now));
        if (rules.cutIsDue()) {
            rules.allowAll();
            cutAll();
        }
        open.set(links.size());
        return links.stream().mapToLong(link -> link.dueIn(now)).min().orElse(Long.MAX_VALUE);
    }

    private void select(long nanos) throws IOException {
        selector.selectedKeys().clear();
        if (nanos == Long.MAX_VALUE) {
            selector.select();
        } else {
            selector.select(Math.max(1, nanos / 1_000_000));
        }
    }

    private void accept() throws IOException {
        if (door == null) {
            return;
        }
        for (SocketChannel client = door.accept(); client != null; client = door.accept()) {
            links.add(new ProxyLink(client, target, selector, rules));
            accepted.incrementAndGet();
        }
    }

    private void cutAll() {
        links.forEach(ProxyLink::reset);
        links.clear();
        open.set(0);
    }

    private void listen() throws IOException {
        ServerSocketChannel opened = ServerSocketChannel.open();
        opened.configureBlocking(false);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        opened.register(selector, SelectionKey.OP_ACCEPT);
        door = opened;
    }

    private void shutDoor() throws IOException {
        if (door != null) {
            door.close();
            door = null;
        }
    }

    @FunctionalInterface
    private interface Order {
        void carryOut() throws IOException;
    }
}
