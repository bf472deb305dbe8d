package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** Consumers to which Kinesis pushes. A name is registered once, and this JVM then knows its ARN. Safe for many threads. */
final class Consumers {
    private static final long PAUSE = Duration.ofMillis(300).toNanos();
    private static final Map<Map<String, String>, String> KNOWN = new ConcurrentHashMap<>();

    private Consumers() {}

    /** Refuses what does not go together. */
    static void check(Options options) {
        boolean named = options.has(InputOptions.CONSUMER_NAME);
        boolean given = options.has(InputOptions.CONSUMER_ARN);
        if (options.value(InputOptions.CONSUMER) == InputOptions.Consumer.FANOUT && named == given) {
            throw ConnectorException.settings(
                    "Option 'consumer'='fanout' needs 'consumerName' or 'consumerArn'; give one");
        }
        if (given && options.value(InputOptions.STREAMS).size() > 1) {
            throw ConnectorException.settings(
                    "Option 'consumerArn' is that of one stream, but 'streamName' has several;"
                            + " give consumerName, which is registered for each of them");
        }
    }

    /** The ARN of the consumer that the options name, registered and ready. */
    static String arn(StreamApi api, Options options) throws IOException {
        if (options.has(InputOptions.CONSUMER_ARN)) {
            return options.value(InputOptions.CONSUMER_ARN);
        }
        String name = options.value(InputOptions.CONSUMER_NAME);
        Map<String, String> key = new TreeMap<>(Connection.fingerprint(options));
        key.put("consumer", api.stream() + "/" + name);
        String known = KNOWN.get(key);
        if (known == null) {
            known = ready(api, name, options.value(Connection.CALL_TIMEOUT));
            KNOWN.put(key, known);
        }
        return known;
    }

    private static String ready(StreamApi api, String name, Duration patience) throws IOException {
        StreamApi.Summary stream = api.summary();
        if (stream == null) {
            throw ConnectorException.settings("There is no stream '" + api.stream() + "' to register a consumer with");
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                var told = StreamApi.answer(api.client()
                                .describeStreamConsumer(request ->
                                        request.streamARN(stream.arn()).consumerName(name)))
                        .consumerDescription();
                if (told.consumerStatus() == ConsumerStatus.ACTIVE) {
                    return told.consumerARN();
                }
                Pace.pause(PAUSE);
            } catch (ResourceNotFoundException e) {
                register(api, stream.arn(), name);
            } catch (SdkException e) {
                throw KinesisFailures.of(e, "describe consumer '" + name + "' of stream '" + api.stream() + "'");
            }
        }
        throw ConnectorException.passing(
                "Consumer '" + name + "' of stream '" + api.stream() + "' was not ready within " + patience.toSeconds()
                        + " s; see option 'callTimeout'",
                new IOException("not active"));
    }

    private static void register(StreamApi api, String stream, String name) throws IOException {
        try {
            var unused = StreamApi.answer(api.client()
                    .registerStreamConsumer(request -> request.streamARN(stream).consumerName(name)));
        } catch (ResourceInUseException e) {
            // Another task was faster.
            Pace.pause(PAUSE);
        } catch (SdkException e) {
            throw KinesisFailures.of(e, "register consumer '" + name + "' of stream '" + api.stream() + "'");
        }
    }
}
