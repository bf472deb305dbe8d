package io.millrace.kafka.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The smallest push source: a sender connects and is told the receiver's process; it writes lines and then an empty one, and is
 * told {@code ok} when they are taken in.
 */
public final class PushedLines implements PushConnector {
    static final Option<Long> PORT = Option.wholeNumber("port").required().doc("The port to listen on.");

    /** For the service loader. */
    public PushedLines() {}

    @Override
    public String name() {
        return "pushed-lines";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(PORT);
    }

    @Override
    public Intake start(Options options, Inbox inbox) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), options.value(PORT).intValue()));
        Running running = new Running(server, inbox, ConcurrentHashMap.newKeySet());
        new Thread(running::accept, "pushed-lines").start();
        return running;
    }

    private record Running(ServerSocket server, Inbox inbox, Set<Socket> senders) implements Intake {
        @Override
        public List<String> addresses() {
            return List.of("lines://127.0.0.1:" + server.getLocalPort());
        }

        void accept() {
            try {
                while (true) {
                    Socket sender = server.accept();
                    senders.add(sender);
                    new Thread(() -> serve(sender), "pushed-lines-sender").start();
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private void serve(Socket sender) {
            try (sender;
                    BufferedReader in = new BufferedReader(new InputStreamReader(sender.getInputStream(), UTF_8));
                    PrintWriter out = new PrintWriter(sender.getOutputStream(), true, UTF_8)) {
                out.println(ProcessHandle.current().pid());
                List<Event> events = new ArrayList<>();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (!line.isEmpty()) {
                        events.add(Event.of(null, line.getBytes(UTF_8), List.of(), 0, ""));
                        continue;
                    }
                    inbox.put(List.copyOf(events));
                    events.clear();
                    out.println("ok");
                }
            } catch (IOException e) {
                // The sender sees that the connection has ended without an answer.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                senders.remove(sender);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket sender : senders) {
                sender.shutdownInput();
            }
        }
    }
}
