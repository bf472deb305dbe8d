package io.millrace.testkit.example;

import io.millrace.api.ConnectorException;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The smallest push source that keeps every rule: batches of lines over TCP, each answered when it is durable. A thread of its own
 * serves each connection, so a put that waits holds up its own sender alone.
 */
public class TcpLines implements PushConnector {
    static final Option<String> HOST = Option.string("host").orElse("127.0.0.1").doc("The address to listen at.");
    static final Option<Long> PORT = Option.wholeNumber("port").required().doc("The port to listen at.");

    @Override
    public String name() {
        return "tcp-lines";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(HOST, PORT);
    }

    @Override
    public Intake start(Options options, Inbox inbox) throws IOException {
        ServerSocket server = new ServerSocket();
        String host = options.value(HOST);
        int port = Math.toIntExact(options.value(PORT));
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            server.close();
            throw ConnectorException.settings(
                    "Options 'host' and 'port' name " + host + ":" + port + ", where nothing can listen here: "
                            + e.getMessage(),
                    e);
        }
        return intake(server, inbox).begin();
    }

    /** What serves the connections. */
    protected TcpLinesIntake intake(ServerSocket server, Inbox inbox) {
        return new TcpLinesIntake(server, inbox);
    }
}
