package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.Dependency;
import org.apache.spark.api.java.JavaRDDLike;
import org.apache.spark.rdd.RDD;
import scala.jdk.javaapi.CollectionConverters;

/** What one batch of a direct stream reads. The RDDs of such a stream have it, and RDDs made of them lead to it. */
public interface HasOffsets {
    /** The batch's time, in milliseconds since 1970. */
    long batchMillis();

    /** Where the batch starts: the next position of each partition before it. */
    Offsets from();

    /** Where the batch ends: the next position of each partition after it. */
    Offsets to();

    /** What the batch reads, one range per task. */
    List<Range> ranges();

    /**
     * The batch that an RDD was made of, however it was transformed since.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if it was made of none, or of several
     */
    static HasOffsets of(JavaRDDLike<?, ?> rdd) {
        List<HasOffsets> found = in(rdd);
        if (found.size() != 1) {
            throw ConnectorException.settings("The RDD was made of " + found.size()
                    + " batches of direct streams, so it has no offsets of its own; ask for them before it is joined with"
                    + " others or checkpointed, or ask for all of them");
        }
        return found.get(0);
    }

    /** All batches of direct streams that an RDD was made of. */
    static List<HasOffsets> in(JavaRDDLike<?, ?> rdd) {
        List<HasOffsets> found = new ArrayList<>();
        collect(rdd.rdd(), new HashSet<>(), found);
        return found;
    }

    private static void collect(RDD<?> rdd, Set<Integer> seen, List<HasOffsets> found) {
        if (!seen.add(rdd.id())) {
            return;
        }
        if (rdd instanceof HasOffsets batch) {
            found.add(batch);
        }
        for (Dependency<?> dependency : CollectionConverters.asJava(rdd.dependencies())) {
            collect(dependency.rdd(), seen, found);
        }
    }
}
