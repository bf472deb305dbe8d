package io.millrace.spark.parse;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.millrace.runtime.registry.RegisteredSchema;
import io.millrace.runtime.registry.RegistryJob;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/** Reads messages of Protobuf by one descriptor; null for what is no such message. One thread at a time. */
final class ProtobufRecord implements UDF1<byte[], Row> {
    private static final long serialVersionUID = 1;

    private final byte[] descriptors;
    private final String name;
    private final boolean defaults;
    private final @Nullable RegistryJob job;
    private transient @Nullable Descriptor descriptor;
    /** Whether a schema's message is this one, by the schema's id and the message's place in it. */
    private transient @Nullable Map<List<Integer>, Boolean> known;

    /**
     * A way to read messages.
     *
     * @param descriptors a descriptor file's bytes
     * @param name the message's name there
     * @param defaults whether fields without presence have their zeros
     * @param job the registry in which the schemas are whose ids stand before the messages; null if none do
     */
    ProtobufRecord(byte[] descriptors, String name, boolean defaults, @Nullable RegistryJob job) {
        this.descriptors = descriptors;
        this.name = name;
        this.defaults = defaults;
        this.job = job;
    }

    @Override
    public @Nullable Row call(byte @Nullable [] bytes) {
        Descriptor message = descriptor;
        if (message == null) {
            message = Messages.message(descriptors, name);
            descriptor = message;
        }
        if (bytes == null) {
            return null;
        }
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            if (job != null && !isFramed(job, bytes, in, message.getFullName())) {
                return null;
            }
            DynamicMessage read = DynamicMessage.parseFrom(message, in);
            in.checkLastTagWas(0);
            return new MessageRows(defaults).row(read);
        } catch (IOException | DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** Whether the frame tells of this message; what follows it is read next. */
    private boolean isFramed(RegistryJob registry, byte[] bytes, CodedInputStream in, String message)
            throws IOException {
        OptionalInt id = Frame.id(bytes);
        if (id.isEmpty()) {
            return false;
        }
        in.skipRawBytes(Frame.LENGTH);
        List<Integer> place = new ArrayList<>(List.of(id.getAsInt()));
        int depth = in.readSInt32();
        for (int i = 0; i < depth; i++) {
            place.add(in.readSInt32());
        }
        if (depth == 0) {
            place.add(0);
        }
        Map<List<Integer>, Boolean> all = known;
        if (all == null) {
            all = new HashMap<>();
            known = all;
        }
        Boolean told = all.get(place);
        if (told != null) {
            return told;
        }
        Optional<RegisteredSchema> schema =
                registry.registry().find(id.getAsInt()).filter(one -> one.type().equals("PROTOBUF"));
        if (schema.isEmpty()) {
            return false;
        }
        List<Integer> path = place.subList(1, place.size());
        boolean right = ProtoNames.name(schema.get().text(), path)
                .filter(message::equals)
                .isPresent();
        all.put(place, right);
        return right;
    }
}
