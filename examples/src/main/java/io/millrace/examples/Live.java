package io.millrace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the outputs by a plain client, in a thread of its own, for the terminal to show. It judges nothing. */
final class Live implements AutoCloseable {
    /**
     * What was seen so far.
     *
     * @param scored posts
     * @param moods posts by mood
     * @param tags the hashtags used most in the last minute, and how often
     * @param delay the mean time from a post to its result, of the latest posts
     */
    record Seen(int scored, Map<String, Integer> moods, List<Map.Entry<String, Long>> tags, Duration delay) {}

    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SPAN = Duration.ofMinutes(1);

    private final HandedOver handedOver;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::follow, "live");
    private final BitSet scored = new BitSet();
    private final Map<String, Integer> moods = new TreeMap<>();
    private final Map<Use, Long> uses = new HashMap<>();
    private long delayMillis;
    private int delayed;
    private Duration delay = Duration.ZERO;

    Live(String bootstrap, HandedOver handedOver, List<String> topics) {
        this.handedOver = handedOver;
        this.consumer = TopicReader.consumer(bootstrap, topics);
        thread.setDaemon(true);
        thread.start();
    }

    synchronized Seen look() {
        Instant since = Instant.now().minus(SPAN);
        uses.keySet().removeIf(use -> use.window().isBefore(since));
        Map<String, Long> sums = uses.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().tag(), Collectors.summingLong(Map.Entry::getValue)));
        List<Map.Entry<String, Long>> tags = sums.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(8)
                .toList();
        if (delayed > 0) {
            delay = Duration.ofMillis(delayMillis / delayed);
            delayMillis = 0;
            delayed = 0;
        }
        return new Seen(scored.cardinality(), Map.copyOf(moods), tags, delay);
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join();
    }

    private void follow() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            LOG.debug("closed");
        } catch (IOException | RuntimeException e) {
            LOG.warn("The display no longer follows the outputs", e);
        }
    }

    private synchronized void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        JsonNode value = JSON.readTree(record.value());
        if (record.topic().equals(Topics.HASHTAGS)) {
            uses.merge(HashtagsCheck.use(value), value.path("uses").asLong(), Long::max);
            return;
        }
        int number = handedOver.number(value.path("id").asText());
        if (number >= 0 && !scored.get(number)) {
            scored.set(number);
            moods.merge(value.path("sentiment").asText(), 1, Integer::sum);
            Instant created =
                    OffsetDateTime.parse(value.path("created_at").asText()).toInstant();
            delayMillis += record.timestamp() - created.toEpochMilli();
            delayed++;
        }
    }
}
