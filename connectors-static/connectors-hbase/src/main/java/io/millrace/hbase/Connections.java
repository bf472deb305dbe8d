package io.millrace.hbase;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;

/**
 * The connections of this JVM, one for all tasks with equal settings: each has threads, and a cache of where regions are. One
 * that nobody used for a while is closed. Safe for many threads.
 */
final class Connections {
    /** Those of this JVM. */
    static final Connections SHARED = new Connections(Duration.ofMinutes(5));

    private final Duration kept;
    private final Map<Map<String, String>, Shared> connections = new HashMap<>();
    private boolean sweepIsDue;

    /** A connection and how many use it. Guarded by the pool. */
    private static final class Shared {
        private final Connection connection;
        private final ExecutorService threads;
        private int users;
        private long idleSince;

        private Shared(Connection connection, ExecutorService threads) {
            this.connection = connection;
            this.threads = threads;
        }
    }

    /** A connection while somebody uses it. To be closed, by one thread; closing again does nothing. */
    final class Lease implements AutoCloseable {
        private final Shared shared;
        private boolean returned;

        private Lease(Shared shared) {
            this.shared = shared;
        }

        Connection connection() {
            return shared.connection;
        }

        /** The threads of its requests. */
        ExecutorService threads() {
            return shared.threads;
        }

        @Override
        public void close() {
            if (!returned) {
                returned = true;
                give(shared);
            }
        }
    }

    Connections(Duration kept) {
        this.kept = kept;
    }

    /** A connection for these options. */
    Lease take(Options options) {
        return take(fingerprint(options), () -> Clients.settings(options, Clients.answer(options)));
    }

    /** A connection to begin with, for these options: it waits no longer than the given time, for two answers of ZooKeeper too. */
    Lease take(Options options, Duration atMost) {
        Duration patience = options.value(HBaseOptions.TIMEOUT);
        Duration bound = patience.compareTo(atMost) <= 0 ? patience : atMost;
        Options bounded = options.with(HBaseOptions.TIMEOUT, bound.toMillis() + "ms");
        Map<String, String> fingerprint = fingerprint(bounded);
        fingerprint.put("begins", "");
        return take(fingerprint, () -> Clients.settings(bounded, bound.dividedBy(2)));
    }

    private synchronized Lease take(Map<String, String> fingerprint, Supplier<Configuration> settings) {
        Shared shared = connections.computeIfAbsent(fingerprint, key -> connect(settings.get()));
        shared.users++;
        return new Lease(shared);
    }

    private synchronized void give(Shared shared) {
        shared.users--;
        shared.idleSince = System.nanoTime();
        scheduleSweep();
    }

    private void sweep() {
        List<Shared> dropped = new ArrayList<>();
        synchronized (this) {
            sweepIsDue = false;
            for (Iterator<Shared> all = connections.values().iterator(); all.hasNext(); ) {
                Shared one = all.next();
                if (one.users == 0 && System.nanoTime() - one.idleSince >= kept.toNanos()) {
                    all.remove();
                    dropped.add(one);
                }
            }
            scheduleSweep();
        }
        for (Shared one : dropped) {
            try {
                one.connection.close();
            } catch (IOException e) {
                // Nothing is left to be lost with it.
            }
            one.threads.shutdown();
        }
    }

    private synchronized void scheduleSweep() {
        if (!sweepIsDue && !connections.isEmpty()) {
            sweepIsDue = true;
            CompletableFuture.delayedExecutor(kept.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(this::sweep);
        }
    }

    /** What makes connections different, secrets unresolved. */
    private static Map<String, String> fingerprint(Options options) {
        Map<String, String> passed = new TreeMap<>();
        options.asMap().forEach((name, text) -> {
            if (name.startsWith(HBaseOptions.CLIENT)) {
                passed.put(name, text);
            }
        });
        passed.put(
                HBaseOptions.TIMEOUT.name(), options.value(HBaseOptions.TIMEOUT).toString());
        return passed;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "millrace-hbase");
        thread.setDaemon(true);
        return thread;
    }

    private static Shared connect(Configuration settings) {
        ExecutorService threads = Executors.newCachedThreadPool(Connections::daemon);
        try {
            return new Shared(ConnectionFactory.createConnection(settings, threads), threads);
        } catch (IOException e) {
            throw ConnectorException.passing("HBase could not be connected to: " + e.getMessage(), e);
        }
    }
}
