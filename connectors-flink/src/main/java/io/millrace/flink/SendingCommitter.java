package io.millrace.flink;

import io.millrace.api.Options;
import io.millrace.sender.Parcel;
import io.millrace.sender.Sender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.sink2.Committer;

/**
 * Sends the batches of complete checkpoints and comes back when all are durable. It is asked again for what it sent already; the
 * receivers know such batches by their identity. If one cannot be sent the job fails, and is asked again when it is back.
 */
final class SendingCommitter implements Committer<Parcel> {
    private final Sender sender;

    SendingCommitter(Options options) {
        this.sender = new Sender(options);
    }

    @Override
    public void commit(Collection<CommitRequest<Parcel>> requests) throws IOException, InterruptedException {
        List<CompletableFuture<Void>> outcomes = new ArrayList<>(requests.size());
        for (CommitRequest<Parcel> request : requests) {
            outcomes.add(sender.send(request.getCommittable()));
        }
        for (CompletableFuture<Void> outcome : outcomes) {
            try {
                outcome.get();
            } catch (ExecutionException e) {
                throw new IOException(
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        sender.close();
    }
}
