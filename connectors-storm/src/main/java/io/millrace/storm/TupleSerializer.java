package io.millrace.storm;

import io.millrace.api.Event;
import java.io.Serializable;
import org.apache.storm.tuple.Tuple;

/** Makes an event of a tuple. Serialized with the topology; used by one thread at a time. */
@FunctionalInterface
public interface TupleSerializer extends Serializable {
    /** The event; its position is of no account. It needs a value, and a key only with option {@code keyHeader}. */
    Event event(Tuple tuple);
}
