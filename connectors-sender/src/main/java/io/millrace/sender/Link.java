package io.millrace.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Options;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A connection to one receiver after another. Used by one thread at a time, but for {@link #close}. */
final class Link implements AutoCloseable {
    private static final int REPLY = 2;
    private static final int EXCEPTION = 3;
    private static final byte STOP = 0;
    private static final byte WHOLE_NUMBER = 8;
    private static final byte STRING = 11;
    private static final int LONGEST_ANSWER = 1 << 20;

    private final List<String> hosts;
    private final int connectMillis;
    private final int requestMillis;
    private final @Nullable SSLSocketFactory tls;
    private int turn;
    private volatile @Nullable Socket socket;
    private @Nullable DataInputStream in;
    private volatile boolean closed;

    /** @param turn by which the first receiver is chosen */
    Link(Options options, @Nullable SSLSocketFactory tls, int turn) {
        this.hosts = options.value(SenderOptions.HOSTS);
        this.connectMillis = millis(options.value(SenderOptions.CONNECT_TIMEOUT));
        this.requestMillis = millis(options.value(SenderOptions.REQUEST_TIMEOUT));
        this.tls = tls;
        this.turn = Math.floorMod(turn, hosts.size());
    }

    /** The receiver whose turn it is. */
    String host() {
        return hosts.get(turn);
    }

    /**
     * Sends a request and comes back when the receiver says that it is durable. After a failure the next receiver has its turn.
     *
     * @throws IOException if the receiver does not say so; the batch may be durable all the same
     */
    void send(byte[] frame) throws IOException {
        boolean good = false;
        try {
            Socket open = socket;
            DataInputStream answers = in;
            if (open == null || answers == null) {
                open = connected();
                answers = new DataInputStream(new BufferedInputStream(open.getInputStream()));
                in = answers;
            }
            open.getOutputStream().write(frame);
            check(answers);
            good = true;
        } finally {
            if (!good) {
                disconnect();
                turn = (turn + 1) % hosts.size();
            }
        }
    }

    /** Breaks off what is on its way. */
    @Override
    public void close() {
        closed = true;
        disconnect();
    }

    private Socket connected() throws IOException {
        String host = host();
        int colon = host.lastIndexOf(':');
        String name = host.substring(0, colon);
        int port = Integer.parseInt(host.substring(colon + 1));
        Socket plain = new Socket();
        socket = plain;
        if (closed) {
            plain.close();
        }
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress(name, port), connectMillis);
        plain.setSoTimeout(requestMillis);
        if (tls == null) {
            return plain;
        }
        SSLSocket secure = (SSLSocket) tls.createSocket(plain, name, port, true);
        socket = secure;
        Tls.demandHost(secure);
        secure.startHandshake();
        return secure;
    }

    private static void check(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_ANSWER) {
            throw new IOException(
                    "It answered with " + length + " bytes, which is no Thrift; is the door an Avro one?");
        }
        DataInputStream answer = new DataInputStream(new ByteArrayInputStream(in.readNBytes(length)));
        int kind = answer.readInt() & 0xFF;
        skip(answer, answer.readInt());
        skip(answer, Integer.BYTES);
        if (kind == EXCEPTION) {
            throw new IOException(message(answer));
        }
        byte type = answer.readByte();
        if (kind != REPLY || type != WHOLE_NUMBER) {
            throw new IOException("It answered with something that is no status");
        }
        skip(answer, Short.BYTES);
        int status = answer.readInt();
        if (status != 0) {
            throw new IOException("It could not make the batch durable (status " + status + "); its log says why");
        }
    }

    /** The text of Thrift's exception: its first field. */
    private static String message(DataInputStream answer) throws IOException {
        for (byte type = answer.readByte(); type != STOP; type = answer.readByte()) {
            skip(answer, Short.BYTES);
            if (type == STRING) {
                return new String(answer.readNBytes(answer.readInt()), UTF_8);
            }
            skip(answer, Integer.BYTES);
        }
        return "It refused the batch and did not say why";
    }

    private static void skip(DataInputStream in, int bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    private void disconnect() {
        Socket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is of no more use either way.
            }
        }
    }

    private static int millis(Duration time) {
        return Math.toIntExact(time.toMillis());
    }
}
