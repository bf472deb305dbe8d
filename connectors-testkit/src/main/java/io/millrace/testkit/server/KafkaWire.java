package io.millrace.testkit.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few requests of Kafka's protocol that the harness needs, written out by hand, so that it does not bring a client
 * library of one version to tests that use another. Each request opens its own connection to a plain listener.
 */
final class KafkaWire {
    static final int NONE = 0;
    static final int UNKNOWN_TOPIC = 3;
    static final int TOO_FEW_BROKERS = 38;

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final short LIST_OFFSETS = 2;
    private static final short METADATA = 3;
    private static final short CREATE_TOPICS = 19;
    private static final short DELETE_TOPICS = 20;

    private final int port;

    KafkaWire(int port) {
        this.port = port;
    }

    /** Whether the broker takes requests, and leads all partitions of all topics. */
    boolean serves() throws IOException {
        Metadata all = metadata(null);
        return all.brokers() > 0 && all.error() == NONE;
    }

    /** The state of a topic: {@link #NONE} when all of its partitions have a leader, else Kafka's error code. */
    int topic(String name) throws IOException {
        return metadata(name).error();
    }

    /** {@link #NONE} when all partitions of a topic tell their ends, which is a moment after they got a leader, else an error code. */
    int ends(String topic, int partitions) throws IOException {
        return call(
                LIST_OFFSETS,
                1,
                out -> {
                    out.writeInt(-1);
                    out.writeInt(1);
                    writeString(out, topic);
                    out.writeInt(partitions);
                    for (int partition = 0; partition < partitions; partition++) {
                        out.writeInt(partition);
                        out.writeLong(-1);
                    }
                },
                in -> {
                    skip(in, 4);
                    readString(in);
                    int error = NONE;
                    int answers = in.readInt();
                    for (int i = 0; i < answers; i++) {
                        skip(in, 4);
                        error = Math.max(error, in.readShort());
                        skip(in, 8 + 8);
                    }
                    return error;
                });
    }

    /** Creates a topic with one replica. */
    Answer createTopic(String name, int partitions, Map<String, String> settings) throws IOException {
        return call(
                CREATE_TOPICS,
                2,
                out -> {
                    out.writeInt(1);
                    writeString(out, name);
                    out.writeInt(partitions);
                    out.writeShort(1);
                    out.writeInt(0);
                    out.writeInt(settings.size());
                    for (Map.Entry<String, String> setting : settings.entrySet()) {
                        writeString(out, setting.getKey());
                        writeString(out, setting.getValue());
                    }
                    out.writeInt(TIMEOUT_MILLIS);
                    out.writeBoolean(false);
                },
                in -> {
                    skip(in, 4 + 4);
                    readString(in);
                    return new Answer(in.readShort(), readString(in));
                });
    }

    /** Deletes a topic. */
    Answer deleteTopic(String name) throws IOException {
        return call(
                DELETE_TOPICS,
                1,
                out -> {
                    out.writeInt(1);
                    writeString(out, name);
                    out.writeInt(TIMEOUT_MILLIS);
                },
                in -> {
                    skip(in, 4 + 4);
                    readString(in);
                    return new Answer(in.readShort(), "");
                });
    }

    /** Kafka's error code, and what the broker says to it. */
    record Answer(int error, String message) {}

    private record Metadata(int brokers, int error) {}

    /** What the broker knows of one topic, or of all when none is named. */
    private Metadata metadata(@Nullable String topic) throws IOException {
        return call(
                METADATA,
                4,
                out -> {
                    out.writeInt(topic == null ? -1 : 1);
                    if (topic != null) {
                        writeString(out, topic);
                    }
                    out.writeBoolean(false);
                },
                KafkaWire::readMetadata);
    }

    private static Metadata readMetadata(DataInputStream in) throws IOException {
        skip(in, 4);
        int brokers = in.readInt();
        for (int i = 0; i < brokers; i++) {
            skip(in, 4);
            readString(in);
            skip(in, 4);
            readString(in);
        }
        readString(in);
        skip(in, 4);
        int error = NONE;
        int topics = in.readInt();
        for (int i = 0; i < topics; i++) {
            error = Math.max(error, in.readShort());
            readString(in);
            skip(in, 1);
            int partitions = in.readInt();
            for (int p = 0; p < partitions; p++) {
                error = Math.max(error, in.readShort());
                skip(in, 4 + 4);
                skip(in, 4 * in.readInt());
                skip(in, 4 * in.readInt());
            }
        }
        return new Metadata(brokers, error);
    }

    private <T> T call(short api, int version, Body body, Reply<T> reply) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream request = new DataOutputStream(bytes);
            request.writeShort(api);
            request.writeShort(version);
            request.writeInt(1);
            writeString(request, "millrace-testkit");
            body.write(request);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(bytes.size());
            bytes.writeTo(out);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            skip(in, 4 + 4);
            return reply.read(in);
        }
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /** A string, empty when it is null on the wire. */
    private static String readString(DataInputStream in) throws IOException {
        byte[] bytes = new byte[Math.max(0, in.readShort())];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void skip(DataInputStream in, int bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    @FunctionalInterface
    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Reply<T> {
        T read(DataInputStream in) throws IOException;
    }
}
