package io.millrace.storm;

import java.io.Serializable;
import org.apache.storm.tuple.Tuple;

/**
 * Tells a tuple from all others: a replayed one has the identity it had before, and no other tuple has it. Serialized with the
 * topology; used by one thread at a time.
 */
public interface TupleIdentity extends Serializable {
    /** What the tuple comes from, such as a topic's partition, in at most 256 bytes; nobody else sends under this name. */
    String sender(Tuple tuple);

    /** Its number there; numbers that follow one another are the cheapest to remember. */
    long number(Tuple tuple);
}
