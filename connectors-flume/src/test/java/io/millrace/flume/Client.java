package io.millrace.flume;

import io.millrace.api.Event;
import io.millrace.testkit.PushUnderTest.Sender;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.FlumeException;
import org.apache.flume.api.RpcClient;
import org.apache.flume.api.RpcClientFactory;
import org.apache.flume.event.EventBuilder;

/** A sender made of Flume's own client. */
public final class Client implements Sender {
    private final RpcClient client;

    private Client(RpcClient client) {
        this.client = client;
    }

    /** Connects to an address as {@link io.millrace.api.Intake#addresses} tells it. */
    public static Client to(String address) throws IOException {
        return to(address, Map.of());
    }

    /** Connects with more settings, in the words of Flume's client. */
    public static Client to(String address, Map<String, String> settings) throws IOException {
        URI uri = URI.create(address);
        Properties properties = new Properties();
        properties.setProperty("client.type", uri.getScheme().equals("avro") ? "default" : "thrift");
        properties.setProperty("hosts", "h");
        properties.setProperty("hosts.h", uri.getHost() + ":" + uri.getPort());
        properties.setProperty("batch-size", "1000000");
        properties.setProperty("maxConnections", "1");
        properties.putAll(settings);
        try {
            return new Client(RpcClientFactory.getInstance(properties));
        } catch (FlumeException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void send(List<Event> events) throws IOException {
        List<org.apache.flume.Event> batch = new ArrayList<>();
        for (Event event : events) {
            Map<String, String> headers = new HashMap<>();
            event.headers().forEach(header -> headers.put(header.name(), Texts.of(header.value())));
            batch.add(EventBuilder.withBody(Objects.requireNonNull(event.value()), headers));
        }
        sendBatch(batch);
    }

    /** Sends events of Flume's own. */
    public void sendBatch(List<org.apache.flume.Event> batch) throws IOException {
        try {
            client.appendBatch(batch);
        } catch (EventDeliveryException | FlumeException e) {
            throw new IOException(Texts.innermost(e), e);
        }
    }

    /** Sends one event by a call of its own. */
    public void sendOne(org.apache.flume.Event event) throws IOException {
        try {
            client.append(event);
        } catch (EventDeliveryException | FlumeException e) {
            throw new IOException(Texts.innermost(e), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
