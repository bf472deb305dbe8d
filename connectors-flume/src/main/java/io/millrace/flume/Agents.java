package io.millrace.flume;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.FlumeException;
import org.apache.flume.api.RpcClient;
import org.apache.flume.api.RpcClientFactory;
import org.jspecify.annotations.Nullable;

/**
 * The agents that batches are sent to, in turn. A batch that one of them does not acknowledge is sent to the next, so it may be
 * taken twice; an agent that failed is passed over for a while. One thread.
 */
final class Agents implements Closeable {
    private static final long REST = Duration.ofSeconds(5).toNanos();

    private final List<Agent> all = new ArrayList<>();
    private int turn;

    private static final class Agent {
        private final String host;
        private @Nullable RpcClient client;
        private long restsUntil = System.nanoTime();

        private Agent(String host) {
            this.host = host;
        }
    }

    private final Options options;

    /** The agents of the options, none of them connected yet; the first batch goes to one that {@code seed} chooses. */
    Agents(Options options, int seed) {
        this.options = options;
        options.value(OutputOptions.HOSTS).forEach(host -> all.add(new Agent(host)));
        turn = Math.floorMod(seed, all.size());
    }

    /** Refuses agents of which none can be reached now. */
    static void demand(Options options) {
        List<String> hosts = options.value(OutputOptions.HOSTS);
        IOException last = null;
        for (String host : hosts) {
            int colon = host.lastIndexOf(':');
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(host.substring(0, colon), Integer.parseInt(host.substring(colon + 1))),
                        Math.toIntExact(
                                options.value(OutputOptions.CONNECT_TIMEOUT).toMillis()));
                return;
            } catch (IOException | IllegalArgumentException e) {
                last = e instanceof IOException io ? io : new IOException(e);
            }
        }
        throw ConnectorException.settings(
                "Option 'hosts' names " + hosts + ", none of which can be reached from here ("
                        + (last == null ? "none" : last.getMessage()) + "); start an agent with a "
                        + options.value(OutputOptions.PROTOCOL).word() + " source there, or correct the addresses",
                last == null ? new IOException("none") : last);
    }

    /**
     * Comes back when an agent has acknowledged all the events.
     *
     * @throws ConnectorException with kind {@code TRANSIENT} if none has
     */
    void send(List<Event> events) {
        List<String> failures = new ArrayList<>();
        Exception last = new IOException("no agent");
        for (Agent agent : order()) {
            try {
                client(agent).appendBatch(events);
                return;
            } catch (EventDeliveryException | FlumeException e) {
                last = e;
                failures.add(agent.host + ": " + reason(e));
                agent.restsUntil = System.nanoTime() + REST;
                disconnect(agent);
            }
        }
        throw ConnectorException.passing(
                "No agent acknowledged a batch of " + events.size() + " events: " + String.join("; ", failures)
                        + ". See that an agent runs there with a "
                        + options.value(OutputOptions.PROTOCOL).word()
                        + " source, and that its channel is not full",
                last);
    }

    /** The agents in turn, those at rest last. */
    private List<Agent> order() {
        List<Agent> order = new ArrayList<>();
        List<Agent> resting = new ArrayList<>();
        long now = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            Agent agent = all.get((turn + i) % all.size());
            (now - agent.restsUntil >= 0 ? order : resting).add(agent);
        }
        turn = (turn + 1) % all.size();
        order.addAll(resting);
        return order;
    }

    private RpcClient client(Agent agent) {
        RpcClient client = agent.client;
        if (client == null) {
            client = RpcClientFactory.getInstance(properties(agent.host));
            agent.client = client;
        }
        return client;
    }

    private Properties properties(String host) {
        Properties properties = new Properties();
        properties.setProperty(
                "client.type", options.value(OutputOptions.PROTOCOL) == Protocol.AVRO ? "default" : "thrift");
        properties.setProperty("hosts", "agent");
        properties.setProperty("hosts.agent", host);
        properties.setProperty(
                "batch-size", options.value(OutputOptions.BATCH_SIZE).toString());
        properties.setProperty("connect-timeout", millis(options.value(OutputOptions.CONNECT_TIMEOUT)));
        properties.setProperty("request-timeout", millis(options.value(OutputOptions.REQUEST_TIMEOUT)));
        properties.setProperty("maxConnections", "1");
        if (options.value(OutputOptions.COMPRESSION) == Compression.DEFLATE) {
            properties.setProperty("compression-type", "deflate");
        }
        if (options.value(OutputOptions.SSL)) {
            properties.setProperty("ssl", "true");
            options.find(OutputOptions.TRUSTSTORE).ifPresent(file -> properties.setProperty("truststore", file));
            options.find(OutputOptions.TRUSTSTORE_PASSWORD)
                    .ifPresent(secret -> properties.setProperty("truststore-password", secret.reveal()));
            properties.setProperty("truststore-type", options.value(OutputOptions.TRUSTSTORE_TYPE));
        }
        return properties;
    }

    private static String millis(Duration time) {
        return Long.toString(time.toMillis());
    }

    /** The innermost message: the clients wrap what the agent said several times. */
    private static String reason(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
    }

    private static void disconnect(Agent agent) {
        RpcClient client = agent.client;
        agent.client = null;
        if (client != null) {
            try {
                client.close();
            } catch (FlumeException e) {
                // It failed before, or is of no more use: what it was asked is decided already.
                return;
            }
        }
    }

    @Override
    public void close() {
        all.forEach(Agents::disconnect);
    }
}
