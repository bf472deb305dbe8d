package io.millrace.flink;

import io.millrace.api.Options;
import io.millrace.sender.Packer;
import io.millrace.sender.Parcel;
import io.millrace.sender.SenderOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * Packs the events of a checkpoint into batches with an identity: the writer's name and a number that counts its batches. Sends
 * nothing, and slows the task down before it holds too much. Used by the task's thread alone.
 */
final class PackingWriter<T> implements CommittingSinkWriter<T, Parcel> {
    private final EventSerializer<T> serializer;
    private final String name;
    private final SinkWriterMetricGroup metrics;
    private final Packer packer;
    private final Counter heldBack;
    private final Allowance allowance;
    private List<Parcel> parcels = new ArrayList<>();
    private long number;

    PackingWriter(Options options, EventSerializer<T> serializer, String name, SinkWriterMetricGroup metrics) {
        this.serializer = serializer;
        this.name = name;
        this.metrics = metrics;
        this.packer = new Packer(options);
        this.heldBack = metrics.counter("heldBackMillis");
        this.allowance = new Allowance(options.value(SenderOptions.MAX_CHECKPOINT_BYTES), System.nanoTime());
    }

    @Override
    public void write(T element, Context context) throws InterruptedException {
        packer.add(serializer.event(element, context));
        if (packer.isFull()) {
            long pause = allowance.take(pack());
            TimeUnit.NANOSECONDS.sleep(pause);
            heldBack.inc(TimeUnit.NANOSECONDS.toMillis(pause));
        }
    }

    /** What is written stays until it is committed. */
    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public Collection<Parcel> prepareCommit() {
        if (packer.events() > 0) {
            var unused = pack();
        }
        allowance.checkpoint(System.nanoTime());
        List<Parcel> prepared = parcels;
        parcels = new ArrayList<>();
        return prepared;
    }

    @Override
    public void close() {}

    /** Answers the bytes. */
    private int pack() {
        Parcel parcel = packer.pack(name, number++);
        parcels.add(parcel);
        metrics.getNumRecordsSendCounter().inc(parcel.events());
        metrics.getNumBytesSendCounter().inc(parcel.frame().length);
        return parcel.frame().length;
    }
}
