package io.millrace.flink;

import io.millrace.api.Options;
import io.millrace.sender.Packer;
import io.millrace.sender.Parcel;
import io.millrace.sender.Sender;
import io.millrace.sender.SenderOptions;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * Sends events in batches, several of which may be on their way; a flush waits for all of them. A batch that failed fails the
 * next call, and with it the job, which goes back to its last checkpoint. Used by the task's thread alone, timers included.
 */
final class SendingWriter<T> implements SinkWriter<T> {
    private final EventSerializer<T> serializer;
    private final ProcessingTimeService times;
    private final SinkWriterMetricGroup metrics;
    private final long lingerMillis;
    private final Packer packer;
    private final Sender sender;
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private boolean timed;

    /** A batch on its way. */
    private record Sent(CompletableFuture<Void> outcome, int events) {}

    SendingWriter(
            Options options,
            EventSerializer<T> serializer,
            ProcessingTimeService times,
            SinkWriterMetricGroup metrics) {
        this.serializer = serializer;
        this.times = times;
        this.metrics = metrics;
        this.lingerMillis = options.value(SenderOptions.LINGER).toMillis();
        this.packer = new Packer(options);
        this.sender = new Sender(options);
    }

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
        packer.add(serializer.event(element, context));
        if (packer.isFull()) {
            send();
        } else if (!timed) {
            timed = true;
            var unused = times.registerTimer(times.getCurrentProcessingTime() + lingerMillis, time -> {
                timed = false;
                send();
            });
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        send();
        while (!underWay.isEmpty()) {
            settle(underWay.remove());
        }
    }

    @Override
    public void close() {
        sender.close();
    }

    private void send() throws IOException, InterruptedException {
        for (Sent first = underWay.peek(); first != null && first.outcome().isDone(); first = underWay.peek()) {
            settle(underWay.remove());
        }
        if (packer.events() > 0) {
            Parcel parcel = packer.pack();
            underWay.add(new Sent(sender.send(parcel), parcel.events()));
            metrics.getNumRecordsSendCounter().inc(parcel.events());
            metrics.getNumBytesSendCounter().inc(parcel.frame().length);
        }
    }

    private void settle(Sent sent) throws IOException, InterruptedException {
        try {
            sent.outcome().get();
        } catch (ExecutionException e) {
            metrics.getNumRecordsSendErrorsCounter().inc(sent.events());
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
    }
}
