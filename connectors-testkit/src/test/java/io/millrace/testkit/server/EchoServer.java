package io.millrace.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that sends back what it gets: also a main class, for the tests of processes. */
final class EchoServer implements AutoCloseable {
    private final ServerSocket socket;

    EchoServer(int port) throws IOException {
        socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Socket client = socket.accept();
                daemon(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    }
                });
            }
        });
    }

    /** Serves on the port given as first argument, until the process ends. */
    public static void main(String[] args) throws Exception {
        try (EchoServer server = new EchoServer(Integer.parseInt(args[0]))) {
            System.out.println("echo on " + server.port());
            Thread.currentThread().join();
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // A client or the server itself has closed its socket.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
