package io.millrace.kinesis;

import io.millrace.api.Options;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/** The calls that reading one stream makes. Each waits for its answer; an interrupt ends it. Safe for many threads. */
final class StreamApi {
    /** Where an iterator begins. */
    interface Place {
        GetShardIteratorRequest.Builder in(GetShardIteratorRequest.Builder request);

        static Place horizon() {
            return request -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
        }

        static Place at(String sequence) {
            return request -> request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                    .startingSequenceNumber(sequence);
        }

        static Place since(long millis) {
            return request ->
                    request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(Instant.ofEpochMilli(millis));
        }
    }

    /** What is known of a stream as a whole; {@code time} is when the server answered. */
    record Summary(String identity, long retention, long time) {
        /** The stream's name among all of Amazon's. */
        String arn() {
            return identity.substring(0, identity.lastIndexOf('@'));
        }
    }

    /** The shards of a stream; {@code time} is when the server answered. */
    record Shards(SortedMap<String, Shard> byId, long time) {}

    private final KinesisAsyncClient client;
    private final String stream;
    private final String place;
    private final long callsPerSecond;

    private StreamApi(KinesisAsyncClient client, String stream, String place, long callsPerSecond) {
        this.client = client;
        this.stream = stream;
        this.place = place;
        this.callsPerSecond = callsPerSecond;
    }

    /** The calls on one of the streams that the options name. */
    static StreamApi of(Options options, String stream) {
        if (!options.value(InputOptions.STREAMS).contains(stream)) {
            throw new IllegalArgumentException("'" + stream + "' is none of " + options.value(InputOptions.STREAMS));
        }
        return new StreamApi(
                Connection.client(options),
                stream,
                options.find(Connection.ENDPOINT).map(Object::toString).orElse("") + " "
                        + options.find(Connection.REGION).orElse("") + " " + stream,
                options.value(InputOptions.CALLS_PER_SECOND));
    }

    String stream() {
        return stream;
    }

    KinesisAsyncClient client() {
        return client;
    }

    /** What the stream is now; null if there is none. */
    @Nullable
    Summary summary() throws IOException {
        try {
            var response = answer(client.describeStreamSummary(request -> request.streamName(stream)));
            StreamDescriptionSummary told = response.streamDescriptionSummary();
            return new Summary(
                    told.streamARN() + "@" + told.streamCreationTimestamp().toEpochMilli(),
                    told.retentionPeriodHours() * 3_600_000L,
                    time(response));
        } catch (ResourceNotFoundException e) {
            return null;
        } catch (RuntimeException e) {
            throw KinesisFailures.of(e, "describe stream '" + stream + "'");
        }
    }

    /** All shards that are listed, closed ones too; null if there is no stream. */
    @Nullable
    Shards shards() throws IOException {
        SortedMap<String, Shard> shards = new TreeMap<>();
        ListShardsRequest request =
                ListShardsRequest.builder().streamName(stream).build();
        try {
            while (true) {
                ListShardsResponse response = answer(client.listShards(request));
                for (var told : response.shards()) {
                    shards.put(
                            told.shardId(),
                            new Shard(
                                    told.shardId(),
                                    Stream.of(told.parentShardId(), told.adjacentParentShardId())
                                            .filter(parent -> parent != null)
                                            .toList(),
                                    told.sequenceNumberRange().startingSequenceNumber(),
                                    told.sequenceNumberRange().endingSequenceNumber() != null));
                }
                if (response.nextToken() == null) {
                    return new Shards(shards, time(response));
                }
                request = ListShardsRequest.builder()
                        .nextToken(response.nextToken())
                        .build();
            }
        } catch (ResourceNotFoundException e) {
            return null;
        } catch (RuntimeException e) {
            throw KinesisFailures.of(e, "list the shards of stream '" + stream + "'");
        }
    }

    /**
     * An iterator; what it fails with is the SDK's own exception.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException as the call does
     */
    String iterator(String shard, Place at) throws IOException {
        return answer(client.getShardIterator(at.in(GetShardIteratorRequest.builder()
                                .streamName(stream)
                                .shardId(shard))
                        .build()))
                .shardIterator();
    }

    /**
     * The next records; what it fails with is the SDK's own exception.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException as the call does
     */
    Page records(String shard, String iterator, int limit) throws IOException {
        Pace.of(place + "/" + shard, callsPerSecond).take();
        GetRecordsResponse response = answer(
                client.getRecords(request -> request.shardIterator(iterator).limit(limit)));
        Long behind = response.millisBehindLatest();
        boolean caughtUp = response.nextShardIterator() == null
                || ((behind == null || behind == 0) && response.records().size() < limit);
        return new Page(new ArrayList<>(response.records()), response.nextShardIterator(), caughtUp);
    }

    /** Waits for an answer. What the call failed with is thrown as it is. */
    static <T> T answer(CompletableFuture<T> call) throws IOException {
        try {
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while calling Kinesis");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            Throwable cause = KinesisFailures.unwrapped(e);
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IOException(cause);
        }
    }

    /** The server's clock. It tells whole seconds, never in its own future. */
    private static long time(KinesisResponse response) {
        List<String> dates = response.sdkHttpResponse() == null
                ? List.of()
                : response.sdkHttpResponse().matchingHeaders("Date");
        try {
            if (!dates.isEmpty()) {
                return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(dates.get(0)))
                        .toEpochMilli();
            }
        } catch (DateTimeParseException e) {
            // A server that tells no time has ours.
        }
        return System.currentTimeMillis();
    }
}
