package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Sends entries until each of them was taken: what failed of a request, and that alone, goes again after a pause that grows and is
 * different each time, until the delivery time-out. Safe for many threads.
 */
final class Sending {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 16;
    private static final Set<String> PASSING = Set.of(
            "ProvisionedThroughputExceededException",
            "InternalFailure",
            "ServiceUnavailable",
            "KMSThrottlingException",
            "ThrottlingException");

    private final KinesisAsyncClient client;
    private final String stream;
    private final Duration deliveryTimeout;
    private final Duration callTimeout;
    private volatile boolean stopped;

    Sending(Options options) {
        this.client = Connection.client(options);
        this.stream = options.value(OutputOptions.STREAM);
        this.deliveryTimeout = options.value(OutputOptions.DELIVERY_TIMEOUT);
        this.callTimeout = options.value(Connection.CALL_TIMEOUT);
    }

    /** The longest time until {@code send} tells what became of its entries. */
    Duration longest() {
        return deliveryTimeout.plus(callTimeout).plus(GRACE);
    }

    /** Sends entries; {@code done} hears once what became of them: null if all were taken. */
    void send(List<PutRecordsRequestEntry> entries, Consumer<@Nullable ConnectorException> done) {
        send(entries, 0, System.nanoTime() + deliveryTimeout.toNanos(), done);
    }

    /** Nothing is sent again any more. */
    void stop() {
        stopped = true;
    }

    private void send(
            List<PutRecordsRequestEntry> entries,
            int attempt,
            long deadline,
            Consumer<@Nullable ConnectorException> done) {
        CompletableFuture<PutRecordsResponse> call;
        try {
            call = client.putRecords(request -> request.streamName(stream).records(entries));
        } catch (RuntimeException e) {
            done.accept(KinesisFailures.of(e, "write to stream '" + stream + "'"));
            return;
        }
        var unused = call.whenComplete((response, failed) -> {
            try {
                answered(entries, response, failed, attempt, deadline, done);
            } catch (RuntimeException e) {
                done.accept(KinesisFailures.of(e, "write to stream '" + stream + "'"));
            }
        });
    }

    private void answered(
            List<PutRecordsRequestEntry> entries,
            @Nullable PutRecordsResponse response,
            @Nullable Throwable failed,
            int attempt,
            long deadline,
            Consumer<@Nullable ConnectorException> done) {
        List<PutRecordsRequestEntry> again = entries;
        ConnectorException told;
        if (failed != null || response == null) {
            Throwable why = failed == null ? new IOException("no answer") : failed;
            told = KinesisFailures.of(why, "write to stream '" + stream + "'");
        } else {
            again = failedOf(entries, response);
            told = refused(again, response);
        }
        if (again.isEmpty()) {
            done.accept(null);
        } else if (told.kind() != Kind.TRANSIENT || System.nanoTime() > deadline || stopped) {
            done.accept(told);
        } else {
            List<PutRecordsRequestEntry> rest = again;
            pause(attempt).execute(() -> send(rest, attempt + 1, deadline, done));
        }
    }

    private static List<PutRecordsRequestEntry> failedOf(
            List<PutRecordsRequestEntry> entries, PutRecordsResponse response) {
        List<PutRecordsRequestEntry> failed = new ArrayList<>();
        List<PutRecordsResultEntry> results = response.records();
        for (int i = 0; i < entries.size(); i++) {
            if (results.get(i).errorCode() != null) {
                failed.add(entries.get(i));
            }
        }
        return failed;
    }

    private ConnectorException refused(List<PutRecordsRequestEntry> failed, PutRecordsResponse response) {
        Map<String, String> reasons = new TreeMap<>();
        response.records().stream()
                .filter(result -> result.errorCode() != null)
                .forEach(result -> reasons.putIfAbsent(result.errorCode(), String.valueOf(result.errorMessage())));
        String message = "Kinesis did not take " + failed.size() + " records for stream '" + stream + "': " + reasons;
        return PASSING.containsAll(reasons.keySet())
                ? ConnectorException.passing(
                        message + "; the stream needs more shards, or keys that are spread better",
                        new IOException("throttled"))
                : ConnectorException.settings(message);
    }

    private static Executor pause(int attempt) {
        long most = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(attempt, MOST_DOUBLINGS));
        return CompletableFuture.delayedExecutor(1 + ThreadLocalRandom.current().nextLong(most), TimeUnit.MILLISECONDS);
    }
}
