package io.millrace.dashboard;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page of this application: started by the first query that writes to the output {@code dashboard}, shared by all, and
 * served until the JVM ends or {@link #stop} is called. Safe for many threads.
 */
public final class Dashboard {
    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

    private static @Nullable WebServer running;
    private static @Nullable ServerSettings settings;

    private Dashboard() {}

    /** Where the page is, without a token; empty if no query has started it yet. */
    public static synchronized Optional<URI> address() {
        return Optional.ofNullable(running).map(WebServer::address);
    }

    /** Ends the page, if there is one; queries that go on writing to it fail. The next query starts another one. */
    public static synchronized void stop() {
        if (running != null) {
            running.close();
            running = null;
            settings = null;
        }
    }

    /** The panels of the page, which is started if it is not there. */
    static synchronized Board open(ServerSettings wanted) throws IOException {
        WebServer server = running;
        ServerSettings known = settings;
        if (server == null || known == null) {
            server = WebServer.start(wanted);
            running = server;
            settings = wanted;
            LOG.info("The dashboard is at {}", server.address());
        } else {
            known.requireSame(wanted, server.address().toString());
        }
        return server.board();
    }
}
