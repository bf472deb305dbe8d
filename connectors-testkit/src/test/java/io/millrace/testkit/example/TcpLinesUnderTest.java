package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Identified;
import io.millrace.api.Intake;
import io.millrace.api.PushConnector;
import io.millrace.testkit.PushUnderTest;
import io.millrace.testkit.server.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Lines over TCP, as the suite asks for them. */
public interface TcpLinesUnderTest extends PushUnderTest {
    @Override
    default PushConnector connector() {
        return new TcpLines();
    }

    @Override
    default Map<String, String> options() {
        return Map.of("port", Integer.toString(FreePorts.next()));
    }

    @Override
    default Sender sender(Intake intake) throws IOException {
        return new LineSender(intake);
    }

    @Override
    default Event event(int number) {
        byte[] key = {(byte) number, 0, (byte) 0xff};
        return Event.of(
                number % 3 == 0 ? null : key,
                ("value " + number).getBytes(ISO_8859_1),
                List.of(new Header("h", key), new Header("n", new byte[] {1})),
                1_700_000_000_000_000L + number,
                "");
    }

    @Override
    default Map.Entry<String, Map<String, String>> impossible() {
        // An address kept for documentation: no machine has it.
        return Map.entry("198.51.100.1", Map.of("host", "198.51.100.1", "port", Integer.toString(FreePorts.next())));
    }

    @Override
    default Event largeEvent() {
        byte[] value = new byte[2 << 20];
        Arrays.fill(value, (byte) 'x');
        return Event.of(null, value, List.of(), 1, "");
    }

    @Override
    default void breakOff(Intake intake, List<Event> events) throws IOException {
        try (LineSender sender = new LineSender(intake)) {
            sender.write(Integer.toString(events.size() + 1), events);
        }
    }

    @Override
    default void sendOnce(Intake intake, Identified batch) throws IOException {
        try (LineSender sender = new LineSender(intake)) {
            sender.send(batch.events().size() + " " + batch.sender() + " " + batch.number(), batch.events());
        }
    }

    /** A sender of lines. */
    final class LineSender implements Sender {
        private final Socket socket;
        private final BufferedReader answers;

        LineSender(Intake intake) throws IOException {
            URI address = URI.create(intake.addresses().get(0));
            socket = new Socket(address.getHost(), address.getPort());
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        }

        void write(String head, List<Event> events) throws IOException {
            StringBuilder lines = new StringBuilder().append(head).append('\n');
            events.forEach(event -> lines.append(TcpLine.of(event)).append('\n'));
            socket.getOutputStream().write(lines.toString().getBytes(ISO_8859_1));
        }

        @Override
        public void send(List<Event> events) throws IOException {
            send(Integer.toString(events.size()), events);
        }

        void send(String head, List<Event> events) throws IOException {
            write(head, events);
            String answer = answers.readLine();
            if (!"TAKEN".equals(answer)) {
                throw new IOException("The batch was answered with " + answer);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
