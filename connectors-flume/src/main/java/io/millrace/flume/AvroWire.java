package io.millrace.flume;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flume.source.avro.AvroSourceProtocol;
import org.apache.flume.source.avro.Status;
import org.jspecify.annotations.Nullable;

/**
 * Avro RPC as Flume's Avro sinks speak it: the first request of a connection carries a handshake, in which both sides tell their
 * protocol; then each request is a call of {@code append} or {@code appendBatch}.
 */
final class AvroWire implements Wire {
    private static final Protocol OURS = AvroSourceProtocol.PROTOCOL;
    private static final String OUR_TEXT = OURS.toString();
    private static final int HASH = 16;
    /** Flume's own takes 600 bytes. */
    private static final int LONGEST_PROTOCOL = 64 << 10;

    private final Puts puts;
    private boolean agreed;

    AvroWire(Puts puts) {
        this.puts = puts;
    }

    @Override
    public ByteBuf answer(Frame frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        AvroReader in = new AvroReader(frame.bytes(), frame.length());
        if (agreed || agree(in, out)) {
            call(frame, in, out);
        }
        ByteBuf header =
                Unpooled.buffer(12).writeInt(frame.serial()).writeInt(1).writeInt(bytes.size());
        return Unpooled.wrappedBuffer(header, Unpooled.wrappedBuffer(bytes.toByteArray()));
    }

    private void call(Frame frame, AvroReader in, BinaryEncoder out) throws IOException {
        in.skipMap();
        String message = in.text();
        if (message.isEmpty()) {
            return; // a handshake alone
        }
        out.writeMapStart();
        out.writeMapEnd();
        Refusal refusal = frame.refusal();
        if (refusal != null) {
            error(refusal, out);
            return;
        }
        try (Batch batch = puts.batch()) {
            switch (message) {
                case "append" -> event(in, batch);
                case "appendBatch" -> events(in, batch);
                default -> throw new Malformed("no message of Flume: '" + message + "'");
            }
            boolean durable = puts.put(batch);
            out.writeBoolean(false);
            out.writeEnum(Status.getClassSchema().getEnumOrdinal((durable ? Status.OK : Status.FAILED).name()));
        } catch (Refusal e) {
            error(e, out);
        }
    }

    private void error(Refusal refusal, BinaryEncoder out) throws IOException {
        puts.refused(refusal);
        out.writeBoolean(true);
        out.writeIndex(0);
        out.writeString(refusal.told());
    }

    private static void events(AvroReader in, Batch batch) throws Refusal {
        for (long count = in.block(); count > 0; count = in.block()) {
            for (long i = 0; i < count; i++) {
                event(in, batch);
            }
        }
    }

    private static void event(AvroReader in, Batch batch) throws Refusal {
        for (long count = in.block(); count > 0; count = in.block()) {
            for (long i = 0; i < count; i++) {
                batch.header(bytes(in, batch), bytes(in, batch));
            }
        }
        batch.event(bytes(in, batch));
    }

    private static byte[] bytes(AvroReader in, Batch batch) throws Refusal {
        int length = in.length();
        batch.room(length);
        return in.take(length);
    }

    /** Answers whether the sender's protocol is known now; if not, it is asked to send it. */
    private boolean agree(AvroReader in, BinaryEncoder out) throws IOException {
        byte[] theirHash = in.take(HASH);
        String theirs = in.isThere() ? protocol(in) : null;
        boolean knowsOurs = Arrays.equals(in.take(HASH), OURS.getMD5());
        if (in.isThere()) {
            in.skipMap();
        }
        agreed = Arrays.equals(theirHash, OURS.getMD5()) || (theirs != null && fits(theirs));
        boolean both = agreed && knowsOurs;
        // HandshakeMatch: BOTH, CLIENT, NONE.
        out.writeEnum(both ? 0 : agreed ? 1 : 2);
        optional(out, both ? null : OUR_TEXT);
        out.writeIndex(both ? 0 : 1);
        if (!both) {
            out.writeFixed(OURS.getMD5());
        }
        out.writeIndex(0);
        return agreed;
    }

    private static String protocol(AvroReader in) {
        String text = in.text();
        if (text.length() > LONGEST_PROTOCOL) {
            throw new Malformed("a protocol of " + text.length() + " characters is none of Flume");
        }
        return text;
    }

    private static void optional(BinaryEncoder out, @Nullable String text) throws IOException {
        out.writeIndex(text == null ? 0 : 1);
        if (text != null) {
            out.writeString(text);
        }
    }

    /** Other versions may spell the protocol otherwise, but what goes over the wire must be the same. */
    private static boolean fits(String text) {
        Protocol theirs;
        try {
            theirs = Protocol.parse(text);
        } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new Malformed("no protocol of Avro: " + e.getMessage());
        }
        OURS.getMessages().forEach((name, ours) -> {
            Protocol.Message message = theirs.getMessages().get(name);
            if (message != null && !forms(message).equals(forms(ours))) {
                throw new Malformed("a protocol whose message '" + name + "' is not Flume's");
            }
        });
        return true;
    }

    private static List<String> forms(Protocol.Message message) {
        List<String> forms = new ArrayList<>();
        for (Schema.Field field : message.getRequest().getFields()) {
            forms.add(SchemaNormalization.toParsingForm(field.schema()));
        }
        forms.add(SchemaNormalization.toParsingForm(message.getResponse()));
        return forms;
    }
}
