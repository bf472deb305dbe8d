package io.millrace.testkit.server;

import java.util.Optional;

/** A door of the broker: its port, what it asks of clients, and the proxy that clients must come through, if any. */
record KafkaListener(String name, KafkaSecurity security, int port, Optional<TcpProxy> proxy) {
    String address() {
        return "127.0.0.1:" + proxy.map(TcpProxy::port).orElse(port);
    }
}
