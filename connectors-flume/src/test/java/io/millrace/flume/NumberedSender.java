package io.millrace.flume;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Sends numbered events to an agent until all are acknowledged: {@code 0}, {@code 1} and so on, as text. A batch that is not
 * acknowledged is sent again, by a new connection, so it may come twice and is never lost.
 */
public final class NumberedSender {
    private final String address;
    private final int count;
    private final int batchSize;
    private volatile int acknowledged;

    /** A sender to an agent, or to a receiver, at {@code avro://host:port}. */
    public NumberedSender(String address, int count, int batchSize) {
        this.address = address;
        this.count = count;
        this.batchSize = batchSize;
    }

    /** How many are acknowledged by now. */
    public int acknowledged() {
        return acknowledged;
    }

    /** Sends all in a thread of its own; fails when that takes longer. */
    public CompletableFuture<Void> start(Duration bound) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        sendAll(System.nanoTime() + bound.toNanos());
                        done.complete(null);
                    } catch (IOException | RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                },
                "numbered-sender");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private void sendAll(long deadline) throws IOException {
        while (acknowledged < count) {
            try (Client client = Client.to(address, Map.of("request-timeout", "5000", "connect-timeout", "2000"))) {
                while (acknowledged < count) {
                    int to = Math.min(count, acknowledged + batchSize);
                    client.send(Texts.events("", acknowledged, to));
                    acknowledged = to;
                }
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("Only " + acknowledged + " of " + count + " events were acknowledged", e);
                }
            }
        }
    }

    /** What is missing of all numbers, and how many are there more than once. */
    public static Count count(List<String> values, int count) {
        int[] seen = new int[count];
        values.forEach(value -> seen[Integer.parseInt(value)]++);
        int missing = 0;
        int repeats = 0;
        for (int times : seen) {
            missing += times == 0 ? 1 : 0;
            repeats += Math.max(0, times - 1);
        }
        return new Count(missing, repeats);
    }

    /** How many numbers are missing, and how often one came again. */
    public record Count(int missing, int repeats) {}
}
