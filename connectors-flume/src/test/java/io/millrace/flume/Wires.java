package io.millrace.flume;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Header;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flume.source.avro.AvroSourceProtocol;
import org.apache.flume.thrift.ThriftFlumeEvent;
import org.apache.flume.thrift.ThriftSourceProtocol;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;

/** Requests as they go over the wire, made byte by byte: the first of a connection. */
final class Wires {
    private Wires() {}

    static byte[] frame(Protocol protocol, List<Event> events) {
        return protocol == Protocol.AVRO ? avro(avroCall(events)) : thrift(events);
    }

    /** An Avro frame of one part. */
    static byte[] avro(byte[] call) {
        return ints(call, 1, 1, call.length);
    }

    /** A handshake and a call of {@code appendBatch}. */
    static byte[] avroCall(List<Event> events) {
        return avroCall(out -> {
            out.writeArrayStart();
            out.setItemCount(events.size());
            for (Event event : events) {
                out.startItem();
                out.writeMapStart();
                out.setItemCount(event.headers().size());
                for (Header header : event.headers()) {
                    out.startItem();
                    out.writeString(header.name());
                    out.writeBytes(Objects.requireNonNull(header.value()));
                }
                out.writeMapEnd();
                out.writeBytes(Objects.requireNonNull(event.value()));
            }
            out.writeArrayEnd();
        });
    }

    /** A handshake and a call of {@code appendBatch} with any argument. */
    static byte[] avroCall(Argument argument) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
            byte[] hash = AvroSourceProtocol.PROTOCOL.getMD5();
            out.writeFixed(hash);
            out.writeIndex(0);
            out.writeFixed(hash);
            out.writeIndex(0);
            out.writeMapStart();
            out.writeMapEnd();
            out.writeString("appendBatch");
            argument.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    interface Argument {
        void write(BinaryEncoder out) throws IOException;
    }

    static byte[] thrift(List<Event> events) {
        List<ThriftFlumeEvent> batch = new ArrayList<>();
        for (Event event : events) {
            Map<String, String> headers = new HashMap<>();
            event.headers()
                    .forEach(header ->
                            headers.put(header.name(), new String(Objects.requireNonNull(header.value()), UTF_8)));
            batch.add(new ThriftFlumeEvent(headers, ByteBuffer.wrap(Objects.requireNonNull(event.value()))));
        }
        return thriftFrame(out -> new ThriftSourceProtocol.appendBatch_args(batch).write(out));
    }

    /** A Thrift frame with a call of {@code appendBatch} with any argument. */
    static byte[] thriftFrame(ThriftArgument argument) {
        try {
            TMemoryBuffer buffer = new TMemoryBuffer(1_024);
            TProtocol out = new TCompactProtocol(buffer);
            out.writeMessageBegin(new TMessage("appendBatch", TMessageType.CALL, 1));
            argument.write(out);
            out.writeMessageEnd();
            byte[] call = Arrays.copyOf(buffer.getArray(), buffer.length());
            return ints(call, call.length);
        } catch (TException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    interface ThriftArgument {
        void write(TProtocol out) throws TException;
    }

    static byte[] ints(byte[] rest, int... numbers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (int number : numbers) {
                out.writeInt(number);
            }
            out.write(rest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
