package io.millrace.testkit.push;

import io.millrace.api.ConnectorException;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * A push source as small as can be: lines of text at a TCP port, of which each is answered {@code ok} once it is durable, or
 * {@code failed} and why. The line {@code pid} is answered with the process that serves.
 */
public final class LinePort implements PushConnector {
    static final Option<List<String>> PORTS =
            Option.list("ports").required().doc("Where to listen: each receiver takes the first port that is free");

    @Override
    public String name() {
        return "lineport";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(PORTS);
    }

    @Override
    public Intake start(Options options, Inbox inbox) {
        List<String> ports = options.value(PORTS);
        for (String port : ports) {
            try {
                return new LineServer(
                        new ServerSocket(Integer.parseInt(port), 50, InetAddress.getLoopbackAddress()), inbox);
            } catch (IOException taken) {
                // The next one may be free.
            }
        }
        throw ConnectorException.settings(
                "None of the ports " + String.join(", ", ports) + " is free; end what listens there");
    }
}
