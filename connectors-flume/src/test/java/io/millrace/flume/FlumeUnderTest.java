package io.millrace.flume;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Identified;
import io.millrace.api.Intake;
import io.millrace.api.PushConnector;
import io.millrace.testkit.PushUnderTest;
import io.millrace.testkit.server.FreePorts;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Flume as the suite asks for it; senders are Flume's own clients. */
interface FlumeUnderTest extends PushUnderTest {
    Protocol protocol();

    @Override
    default PushConnector connector() {
        return new FlumeInput();
    }

    @Override
    default Map<String, String> options() {
        return Map.of("protocol", protocol().word(), "port", Integer.toString(FreePorts.next()), "keyHeader", "id");
    }

    @Override
    default Sender sender(Intake intake) throws IOException {
        return Client.to(intake.addresses().get(0), Map.of("request-timeout", "6000"));
    }

    @Override
    default void sendOnce(Intake intake, Identified batch) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Event event : batch.events()) {
            List<Header> headers = new ArrayList<>(event.headers());
            headers.add(new Header(Identities.SENDER, batch.sender().getBytes(UTF_8)));
            headers.add(new Header(
                    Identities.BATCH, (batch.number() + "/" + batch.events().size()).getBytes(UTF_8)));
            events.add(Event.of(event.key(), event.value(), headers, event.timestampMicros(), ""));
        }
        try (Sender sender = sender(intake)) {
            sender.send(events);
        }
    }

    @Override
    default Event event(int number) {
        String id = "id-" + number;
        long millis = 1_700_000_000_000L + number;
        // In the order in which a hash map gives them: Flume keeps no other.
        Map<String, String> headers = new HashMap<>();
        headers.put("id", id);
        headers.put("timestamp", Long.toString(millis));
        headers.put("host", "wörker");
        List<Header> list = new ArrayList<>();
        headers.forEach((name, value) -> list.add(new Header(name, value.getBytes(UTF_8))));
        byte[] value = {(byte) number, (byte) (number >> 8), 0, (byte) 0xff, '\n'};
        return Event.of(id.getBytes(UTF_8), value, list, millis * 1_000, "");
    }

    @Override
    default Map.Entry<String, Map<String, String>> impossible() {
        // A network kept for documentation: no machine has an address in it.
        return Map.entry("198.51.100.0/24", Map.of("bind", "198.51.100.0/24", "port", "0"));
    }

    @Override
    default Event largeEvent() {
        byte[] value = new byte[3 << 20];
        Arrays.fill(value, (byte) 'x');
        return Event.of(null, value, List.of(), 0, "");
    }

    @Override
    default void breakOff(Intake intake, List<Event> events) throws IOException {
        byte[] frame = Wires.frame(protocol(), events);
        URI address = URI.create(intake.addresses().get(0));
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(frame, 0, frame.length - 3);
        }
    }
}
