package io.millrace.spark.lookup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.spark.dstream.StreamEvent;
import org.jspecify.annotations.Nullable;

/** Elements of a DStream in letters: events with their place and bytes, anything else as text. */
record ElementWriting<T>() implements JoinPlan.Writing<T> {
    @Override
    public @Nullable String identity(T element) {
        return element instanceof StreamEvent event ? event.partition() + "@" + event.position() : null;
    }

    @Override
    public String json(T element) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (element instanceof StreamEvent event) {
            json.put("stream", event.stream())
                    .put("partition", event.partition())
                    .put("position", event.position())
                    .put("key", event.key())
                    .put("value", event.value());
        } else {
            json.put("value", String.valueOf(element));
        }
        return json.toString();
    }
}
