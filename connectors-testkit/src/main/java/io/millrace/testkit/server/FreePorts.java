package io.millrace.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Free TCP ports of the loopback interface. A port is handed out once in the life of this JVM, and not to another JVM of
 * the same user as long as this one lives, so that a server finds its port free again when it is restarted.
 *
 * <p>The ports lie below the range from which the system takes the ports of outgoing connections. Else a client that
 * looks for a killed server could be given that server's port as its own, and connect to itself.
 */
public final class FreePorts {
    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 10_000;

    /** One byte of this file stands for one port; who holds the lock on the byte holds the port. */
    private static @Nullable FileChannel claims;

    private FreePorts() {}

    /** One free port. Safe for many threads. */
    public static int next() {
        return next(1).get(0);
    }

    /** As many free ports as asked, all different. Safe for many threads. */
    public static List<Integer> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> claimOne()).toList();
    }

    /** This port, where it is free and no other JVM of the user was given it; else another one. Safe for many threads. */
    public static synchronized int prefer(int port) {
        return claim(port) && isFree(port) ? port : next();
    }

    /** The first of two free ports that follow one another. Safe for many threads. */
    public static synchronized int nextPair() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int first = next();
            if (first + 1 < HIGHEST && claim(first + 1) && isFree(first + 1)) {
                return first;
            }
        }
        throw new ServerFailure("found no two free ports in a row: end the programs that hold them");
    }

    private static synchronized int claimOne() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (claim(port) && isFree(port)) {
                return port;
            }
        }
        throw new ServerFailure(
                "asked for a free port between %d and %d on the loopback interface, found none in %d attempts: end the programs that hold them"
                        .formatted(LOWEST, HIGHEST, ATTEMPTS));
    }

    private static boolean claim(int port) {
        try {
            if (claims == null) {
                String user =
                        Integer.toHexString(System.getProperty("user.name", "").hashCode());
                Path file = Path.of(System.getProperty("java.io.tmpdir"), "millrace-ports-" + user);
                claims = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            return claims.tryLock(port, 1, false) != null;
        } catch (OverlappingFileLockException alreadyHandedOut) {
            return false;
        } catch (IOException e) {
            throw new ServerFailure(
                    "cannot keep account of the ports in use, in " + System.getProperty("java.io.tmpdir"), e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }
}
