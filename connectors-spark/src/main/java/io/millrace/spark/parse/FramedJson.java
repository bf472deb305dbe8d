package io.millrace.spark.parse;

import io.millrace.runtime.registry.RegistryJob;
import java.util.Arrays;
import java.util.OptionalInt;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/** Takes the frame from JSON whose schema is in a registry; null for what has none, or one of another kind. */
record FramedJson(RegistryJob job) implements UDF1<byte[], byte[]> {
    @Override
    public byte @Nullable [] call(byte @Nullable [] bytes) {
        OptionalInt id = Frame.id(bytes);
        if (bytes == null || id.isEmpty()) {
            return null;
        }
        boolean json = job.registry()
                .find(id.getAsInt())
                .filter(schema -> schema.type().equals("JSON"))
                .isPresent();
        return json ? Arrays.copyOfRange(bytes, Frame.LENGTH, bytes.length) : null;
    }
}
