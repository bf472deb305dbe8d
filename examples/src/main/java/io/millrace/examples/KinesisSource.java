package io.millrace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.testkit.server.KinesisEmulator;
import io.millrace.testkit.server.KinesisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A stream of an emulator of Kinesis in its own process, filled by plain calls: a post is taken when the stream has told its place. One
 * thread writes, so that the posts of an author keep their order.
 */
final class KinesisSource implements Source {
    private static final String STREAM = "posts";
    private static final int MOST = 500;

    private final KinesisServer server;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> new Thread(task, "put-records"));
    private List<Waiting> waiting = new ArrayList<>();

    private record Waiting(Map<String, String> entry, Consumer<Optional<Exception>> answer) {}

    private KinesisSource(KinesisServer server) {
        this.server = server;
    }

    /** A new stream. */
    static KinesisSource create(int shards) {
        // This emulator does not speak what Amazon's client speaks unless it is told not to.
        System.setProperty("aws.cborEnabled", "false");
        KinesisServer server = KinesisServer.start(KinesisEmulator.LITE);
        server.createStream(STREAM, shards);
        return new KinesisSource(server);
    }

    @Override
    public String connector() {
        return "kinesis";
    }

    /** The emulator does not mind how often it is called. */
    @Override
    public Map<String, String> options(int reader) {
        return Map.of(
                "streamName", STREAM,
                "endpointUrl", server.endpoint().toString(),
                "region", "us-east-1",
                "awsAccessKeyId", "demo",
                "awsSecretKey", "demo",
                "callsPerSecond", "1000",
                "startingOffsets", "earliest");
    }

    @Override
    public Delivery delivery() {
        return Delivery.ONCE;
    }

    @Override
    public Optional<String> open() {
        return Optional.of("An emulator of Kinesis is %s, its log %s"
                .formatted(server.endpoint(), server.process().log()));
    }

    @Override
    public void send(String author, byte[] line, Consumer<Optional<Exception>> answer) {
        Map<String, String> entry =
                Map.of("PartitionKey", author, "Data", Base64.getEncoder().encodeToString(line));
        synchronized (this) {
            waiting.add(new Waiting(entry, answer));
        }
        writer.execute(this::write);
    }

    @Override
    public void flush() {
        try {
            writer.submit(this::write).get(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("posts could not be written", e);
        }
    }

    /** None: a call whose answer was lost would have to be made again, and Kinesis cannot tell the second from the first. */
    @Override
    public List<Victim> victims() {
        return List.of();
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            var unused = writer.awaitTermination(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }

    /** Writes all that waits, with as few calls as it takes. */
    private void write() {
        List<Waiting> all = taken();
        for (int from = 0; from < all.size(); from += MOST) {
            List<Waiting> some = all.subList(from, Math.min(all.size(), from + MOST));
            Optional<Exception> refusal = Optional.empty();
            try {
                JsonNode answer = server.call(
                        "PutRecords",
                        Map.of(
                                "StreamName",
                                STREAM,
                                "Records",
                                some.stream().map(Waiting::entry).toList()));
                if (answer.path("FailedRecordCount").asInt() > 0) {
                    refusal = Optional.of(new IllegalStateException("not all were taken: " + answer));
                }
            } catch (RuntimeException e) {
                refusal = Optional.of(e);
            }
            for (Waiting one : some) {
                one.answer().accept(refusal);
            }
        }
    }

    private synchronized List<Waiting> taken() {
        List<Waiting> all = waiting;
        waiting = new ArrayList<>();
        return all;
    }
}
