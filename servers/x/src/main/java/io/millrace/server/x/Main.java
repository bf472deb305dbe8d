package io.millrace.server.x;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** The main class of the server's process. */
public final class Main {
    private static final int BACKLOG = 100;

    private Main() {}

    /**
     * The port on the loopback interface and the directory of what survives a kill; and perhaps a file of posts, one a line, with
     * the number of them to publish in a second.
     */
    public static void main(String[] args) throws IOException {
        Accounts accounts = new Accounts(Path.of(args[1]));
        if (args.length > 3) {
            Thread player = new Thread(new Player(accounts, Path.of(args[2]), Double.parseDouble(args[3])), "player");
            player.setDaemon(true);
            player.start();
        }
        try (ServerSocket door =
                new ServerSocket(Integer.parseInt(args[0]), BACKLOG, InetAddress.getLoopbackAddress())) {
            System.out.println("serving");
            new Server(accounts).serve(door);
        }
    }
}
