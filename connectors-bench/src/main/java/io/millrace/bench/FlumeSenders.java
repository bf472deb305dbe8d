package io.millrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.api.RpcClient;
import org.apache.flume.api.RpcClientFactory;
import org.apache.flume.event.EventBuilder;

/** Senders that each keep a connection, and wait for the acknowledgement of one batch before they send the next. */
final class FlumeSenders implements AutoCloseable {
    static final int BATCH = 1000;
    private static final int BODY_BYTES = 100;

    private final List<RpcClient> clients = new ArrayList<>();
    private final ExecutorService threads;
    private final List<Event> batch = new ArrayList<>();

    FlumeSenders(int port, int senders) {
        for (int i = 0; i < senders; i++) {
            clients.add(RpcClientFactory.getDefaultInstance("127.0.0.1", port, BATCH));
        }
        threads = Executors.newFixedThreadPool(senders);
        for (int i = 0; i < BATCH; i++) {
            byte[] body = new byte[BODY_BYTES];
            java.util.Arrays.fill(body, (byte) ('a' + i % 26));
            batch.add(EventBuilder.withBody(body));
        }
    }

    /** Sends so many batches in all, and comes back when every one is acknowledged. */
    void send(long batches) throws Exception {
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            RpcClient client = clients.get(i);
            long share = batches / clients.size();
            done.add(threads.submit(() -> {
                send(client, share);
                return null;
            }));
        }
        for (Future<?> one : done) {
            one.get();
        }
    }

    private void send(RpcClient client, long batches) throws EventDeliveryException {
        for (long i = 0; i < batches; i++) {
            client.appendBatch(batch);
        }
    }

    @Override
    public void close() {
        clients.forEach(RpcClient::close);
        threads.shutdownNow();
    }
}
