package io.millrace.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Identified;
import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import io.millrace.flume.FlumeInput;
import io.millrace.testkit.PushConformance;
import io.millrace.testkit.server.FreePorts;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Receivers keep every rule of a push source when this sender speaks to them. */
class SenderConformanceTest extends PushConformance {
    @Override
    public PushConnector connector() {
        return new FlumeInput();
    }

    @Override
    public Map<String, String> options() {
        return Map.of("protocol", "thrift", "port", Integer.toString(FreePorts.next()), "keyHeader", "id");
    }

    @Override
    public Sender sender(Intake intake) {
        return new Speaker(intake);
    }

    @Override
    public void sendOnce(Intake intake, Identified batch) throws IOException {
        try (Speaker speaker = new Speaker(intake)) {
            speaker.send(speaker.packer(batch.events()).pack(batch.sender(), batch.number()));
        }
    }

    /** The time and the key come as headers, in front of the others. */
    @Override
    public Event event(int number) {
        long millis = 1_700_000_000_000L + number;
        byte[] key = {(byte) number, (byte) 0xff};
        return Event.of(
                key,
                ("value " + number).getBytes(UTF_8),
                List.of(
                        new Header("timestamp", Long.toString(millis).getBytes(UTF_8)),
                        new Header("id", key),
                        new Header("host", "wörker".getBytes(UTF_8))),
                millis * 1_000,
                "");
    }

    @Override
    public Map.Entry<String, Map<String, String>> impossible() {
        // A network kept for documentation: no machine has an address in it.
        return Map.entry("198.51.100.0/24", Map.of("protocol", "thrift", "bind", "198.51.100.0/24", "port", "0"));
    }

    @Override
    public Event largeEvent() {
        byte[] value = new byte[3 << 20];
        Arrays.fill(value, (byte) 'x');
        return Event.of(null, value, List.of(), 0, "");
    }

    @Override
    public void breakOff(Intake intake, List<Event> events) throws IOException {
        URI address = URI.create(intake.addresses().get(0));
        try (Speaker speaker = new Speaker(intake);
                Socket socket = new Socket(address.getHost(), address.getPort())) {
            byte[] frame = speaker.packer(events).pack().frame();
            socket.getOutputStream().write(frame, 0, frame.length - 3);
        }
    }

    /** One connection, and no second try. */
    private static final class Speaker implements Sender {
        private final Options options;
        private final io.millrace.sender.Sender sender;

        Speaker(Intake intake) {
            String host = URI.create(intake.addresses().get(0)).getAuthority();
            options = SenderOptions.read(Map.of(
                    "hosts",
                    host,
                    "connections",
                    "1",
                    "sendTimeout",
                    "1ms",
                    "requestTimeout",
                    "6s",
                    "keyHeader",
                    "id"));
            sender = new io.millrace.sender.Sender(options);
        }

        Packer packer(List<Event> events) {
            Packer packer = new Packer(options);
            for (Event event : events) {
                List<Header> own = event.headers().stream()
                        .filter(header -> header.name().equals("host"))
                        .toList();
                packer.add(Event.of(event.key(), event.value(), own, event.timestampMicros(), ""));
            }
            return packer;
        }

        @Override
        public void send(List<Event> events) throws IOException {
            send(packer(events).pack());
        }

        void send(Parcel parcel) throws IOException {
            try {
                sender.send(parcel).get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            sender.close();
        }
    }
}
