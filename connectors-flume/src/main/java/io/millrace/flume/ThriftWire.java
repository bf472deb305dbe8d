package io.millrace.flume;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.apache.flume.thrift.Status;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolUtil;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.apache.thrift.transport.TTransport;
import org.jspecify.annotations.Nullable;

/**
 * Thrift as Flume's Thrift sinks speak it, compact or binary, as each request shows by its first byte. Read field by field: the
 * code that Thrift generates makes a list of whatever size is claimed, and follows nested structures without bound.
 */
final class ThriftWire implements Wire {
    private static final byte COMPACT = (byte) 0x82;
    private static final byte BINARY = (byte) 0x80;
    private static final int MOST_DEPTH = 16;

    private final Puts puts;

    ThriftWire(Puts puts) {
        this.puts = puts;
    }

    @Override
    public ByteBuf answer(Frame frame) {
        byte kind = frame.length() == 0 ? 0 : frame.bytes()[0];
        try {
            TProtocol in = protocol(kind, new TMemoryInputTransport(frame.bytes(), 0, frame.length()));
            TMessage call = in.readMessageBegin();
            return reply(kind, call, frame, in);
        } catch (TException e) {
            throw new Malformed("no Thrift: " + e.getMessage());
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | IllegalArgumentException e) {
            throw new Malformed("no Thrift: " + e);
        }
    }

    private ByteBuf reply(byte kind, TMessage call, Frame frame, TProtocol in) throws TException {
        Status status = null;
        Refusal refusal = frame.refusal();
        if (refusal == null) {
            try (Batch batch = puts.batch()) {
                arguments(call.name, in, batch);
                status = puts.put(batch) ? Status.OK : Status.FAILED;
            } catch (Refusal e) {
                refusal = e;
            }
        }
        if (refusal != null) {
            puts.refused(refusal);
        }
        return write(kind, call, status, refusal);
    }

    private static void arguments(String message, TProtocol in, Batch batch) throws TException, Refusal {
        boolean one = message.equals("append");
        if (!one && !message.equals("appendBatch")) {
            throw new Malformed("no message of Flume: '" + message + "'");
        }
        in.readStructBegin();
        for (TField field = in.readFieldBegin(); field.type != TType.STOP; field = in.readFieldBegin()) {
            if (field.id == 1 && one && field.type == TType.STRUCT) {
                event(in, batch);
            } else if (field.id == 1 && !one && field.type == TType.LIST) {
                events(in, batch);
            } else {
                TProtocolUtil.skip(in, field.type, MOST_DEPTH);
            }
            in.readFieldEnd();
        }
        in.readStructEnd();
    }

    private static void events(TProtocol in, Batch batch) throws TException, Refusal {
        TList list = in.readListBegin();
        if (list.elemType != TType.STRUCT && list.size > 0) {
            throw new Malformed("no batch of Flume: a list of type " + list.elemType);
        }
        for (int i = 0; i < list.size; i++) {
            event(in, batch);
        }
        in.readListEnd();
    }

    private static void event(TProtocol in, Batch batch) throws TException, Refusal {
        byte[] body = null;
        in.readStructBegin();
        for (TField field = in.readFieldBegin(); field.type != TType.STOP; field = in.readFieldBegin()) {
            if (field.id == 1 && field.type == TType.MAP) {
                headers(in, batch);
            } else if (field.id == 2 && field.type == TType.STRING) {
                body = bytes(in, batch);
            } else {
                TProtocolUtil.skip(in, field.type, MOST_DEPTH);
            }
            in.readFieldEnd();
        }
        in.readStructEnd();
        if (body == null) {
            throw new Malformed("no event of Flume: it has no body");
        }
        batch.event(body);
    }

    private static void headers(TProtocol in, Batch batch) throws TException, Refusal {
        TMap map = in.readMapBegin();
        if (map.size > 0 && (map.keyType != TType.STRING || map.valueType != TType.STRING)) {
            throw new Malformed("no headers of Flume: a map of types " + map.keyType + " and " + map.valueType);
        }
        for (int i = 0; i < map.size; i++) {
            batch.header(bytes(in, batch), bytes(in, batch));
        }
        in.readMapEnd();
    }

    private static byte[] bytes(TProtocol in, Batch batch) throws TException, Refusal {
        ByteBuffer buffer = in.readBinary();
        batch.room(buffer.remaining());
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static ByteBuf write(byte kind, TMessage call, @Nullable Status status, @Nullable Refusal refusal)
            throws TException {
        TMemoryBuffer answer = new TMemoryBuffer(64);
        TProtocol out = protocol(kind, answer);
        byte type = refusal == null ? TMessageType.REPLY : TMessageType.EXCEPTION;
        out.writeMessageBegin(new TMessage(call.name, type, call.seqid));
        if (refusal != null) {
            new TApplicationException(TApplicationException.INTERNAL_ERROR, refusal.told()).write(out);
        } else if (status != null) {
            out.writeStructBegin(new TStruct(call.name + "_result"));
            out.writeFieldBegin(new TField("success", TType.I32, (short) 0));
            out.writeI32(status.getValue());
            out.writeFieldEnd();
            out.writeFieldStop();
            out.writeStructEnd();
        }
        out.writeMessageEnd();
        ByteBuf header = Unpooled.buffer(4).writeInt(answer.length());
        return Unpooled.wrappedBuffer(header, Unpooled.wrappedBuffer(answer.getArray(), 0, answer.length()));
    }

    private static TProtocol protocol(byte kind, TTransport transport) {
        return switch (kind) {
            case COMPACT -> new TCompactProtocol(transport);
            case BINARY -> new TBinaryProtocol(transport);
            default -> throw new Malformed("no Thrift, neither compact nor binary; is the sink an Avro sink?");
        };
    }
}
