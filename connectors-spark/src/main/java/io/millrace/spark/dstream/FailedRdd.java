package io.millrace.spark.dstream;

import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** A batch that could not be planned: the jobs that use it fail by the reason. */
final class FailedRdd extends RDD<StreamEvent> {
    private static final long serialVersionUID = 1;

    private final RuntimeException reason;

    FailedRdd(SparkContext context, RuntimeException reason) {
        super(context, noDependencies(), EventRdd.TAG);
        this.reason = reason;
    }

    static Seq<Dependency<?>> noDependencies() {
        return CollectionConverters.asScala(java.util.List.<Dependency<?>>of()).toSeq();
    }

    @Override
    public Partition[] getPartitions() {
        throw reason;
    }

    @Override
    public Iterator<StreamEvent> compute(Partition split, TaskContext task) {
        throw reason;
    }
}
