package io.millrace.testkit.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One client's connection and the one to the server that belongs to it. Proxy thread only. */
final class ProxyLink {
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final ProxyPipe toServer;
    private final ProxyPipe toClient;
    private boolean connected;

    ProxyLink(SocketChannel client, InetSocketAddress target, Selector selector, ProxyRules rules) throws IOException {
        this.client = client;
        this.server = SocketChannel.open();
        client.configureBlocking(false);
        server.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        server.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.toServer = new ProxyPipe(client, server, rules.toServer);
        this.toClient = new ProxyPipe(server, client, rules.toClient);
        this.clientKey = client.register(selector, 0);
        this.serverKey = server.register(selector, SelectionKey.OP_CONNECT);
        try {
            this.connected = server.connect(target);
        } catch (IOException refused) {
            toClient.senderGone();
        }
    }

    /** Moves what can be moved, and says whether the connection still lives. */
    boolean pump(long now) {
        connect();
        toServer.read(now);
        if (connected) {
            toClient.read(now);
            write(toServer, toClient, now);
            write(toClient, toServer, now);
        }
        if (toServer.mustReset() || toClient.mustReset()) {
            reset();
            return false;
        }
        if (toServer.complete() && toClient.complete()) {
            close();
            return false;
        }
        listen(clientKey, toServer, toClient, now);
        listen(serverKey, toClient, toServer, now);
        return true;
    }

    long dueIn(long now) {
        return Math.min(toServer.dueIn(now), toClient.dueIn(now));
    }

    /** Breaks off both connections: each side sees a reset. */
    void reset() {
        linger(client);
        linger(server);
        close();
    }

    private void close() {
        close(client);
        close(server);
    }

    private void connect() {
        try {
            if (server.isConnectionPending()) {
                connected = server.finishConnect();
            }
        } catch (IOException refused) {
            toClient.senderGone();
        }
    }

    private void listen(SelectionKey key, ProxyPipe out, ProxyPipe in, long now) {
        if (!key.isValid()) {
            return;
        }
        if (key == serverKey && !connected) {
            key.interestOps(SelectionKey.OP_CONNECT);
            return;
        }
        key.interestOps(
                (out.wantsToRead() ? SelectionKey.OP_READ : 0) | (in.wantsToWrite(now) ? SelectionKey.OP_WRITE : 0));
    }

    private static void write(ProxyPipe pipe, ProxyPipe opposite, long now) {
        try {
            pipe.write(now);
        } catch (IOException receiverIsGone) {
            pipe.receiverGone();
            opposite.senderGone();
        }
    }

    private static void linger(SocketChannel channel) {
        try {
            if (channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException alreadyBroken) {
            // The other side has reset it.
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // Nothing is left to close.
        }
    }
}
