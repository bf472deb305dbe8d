package io.millrace.examples;

import io.millrace.testkit.server.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The port of the dashboard: the one that its documents name, so that users find it there, or else a free one. */
final class PagePort {
    private static final int USUAL = 4400;

    private PagePort() {}

    static int free() {
        try (ServerSocket taken = new ServerSocket(USUAL, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        } catch (IOException e) {
            return FreePorts.next();
        }
    }
}
