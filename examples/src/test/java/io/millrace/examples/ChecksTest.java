package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the verification makes of the records it reads back. */
class ChecksTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:07Z");
    private static final String WINDOW = "2026-01-01T00:00:00.000Z";

    private final HandedOver handedOver = new HandedOver(1000);

    @BeforeEach
    void handOver() {
        handedOver.add(0, TIME, "ann", List.of("a", "b"));
        handedOver.add(1, TIME, "bob", List.of("a"));
    }

    @Test
    void allThereOnceIsGood() {
        ScoredCheck check = new ScoredCheck(handedOver, Source.Delivery.ONCE);
        check.take(scored("1000", 0, 0));
        check.take(scored("1001", 0, 1));
        assertThat(check.found()).isEqualTo(new Found("posts", 2, 2, 0, 0, 0));
    }

    @Test
    void whatIsMissingIsLost() {
        ScoredCheck check = new ScoredCheck(handedOver, Source.Delivery.ONCE);
        check.take(scored("1001", 0, 1));
        assertThat(check.found()).isEqualTo(new Found("posts", 2, 1, 1, 0, 0));
    }

    @Test
    void theSameWriteAgainIsARepeatAndAnotherWriteADuplicate() {
        ScoredCheck check = new ScoredCheck(handedOver, Source.Delivery.ONCE);
        check.take(scored("1000", 0, 0));
        check.take(scored("1001", 0, 1));
        check.take(scored("1001", 0, 1));
        assertThat(check.found()).isEqualTo(new Found("posts", 2, 2, 0, 0, 1));
        check.take(scored("1000", 1, 0));
        assertThat(check.found()).isEqualTo(new Found("posts", 2, 2, 0, 1, 1));
    }

    @Test
    void whatASourceMayDeliverAgainIsARepeatByItsId() {
        ScoredCheck check = new ScoredCheck(handedOver, Source.Delivery.AT_LEAST_ONCE);
        check.take(scored("1000", 0, 0));
        check.take(scored("1001", 0, 1));
        check.take(scored("1000", 1, 0));
        assertThat(check.found()).isEqualTo(new Found("posts", 2, 2, 0, 0, 1));
    }

    @Test
    void aPostThatNobodyHandedOverIsRefused() {
        assertThatThrownBy(() -> new ScoredCheck(handedOver, Source.Delivery.ONCE).take(scored("1002", 0, 0)))
                .hasMessageContaining("1002")
                .hasMessageContaining("never handed over");
        assertThatThrownBy(() -> Origin.of(new ConsumerRecord<>("t", 0, 0, new byte[0], new byte[0])))
                .hasMessageContaining("no header 'millrace.query'");
    }

    @Test
    void theLatestCountCounts() {
        HashtagsCheck check = new HashtagsCheck(handedOver);
        check.take(counted("a", 2, 1));
        check.take(counted("a", 1, 0));
        check.take(counted("b", 1, 0));
        check.take(counted("b", 1, 0));
        assertThat(check.found()).isEqualTo(new Found("uses of hashtags", 3, 3, 0, 0, 1));
    }

    @Test
    void usesThatAreNotCountedAreLostAndThoseCountedTwiceDuplicated() {
        HashtagsCheck check = new HashtagsCheck(handedOver);
        check.take(counted("a", 5, 1));
        assertThat(check.found()).isEqualTo(new Found("uses of hashtags", 3, 2, 1, 3, 0));
        check.take(counted("c", 1, 1));
        assertThat(check.found()).isEqualTo(new Found("uses of hashtags", 3, 2, 1, 4, 0));
    }

    @Test
    void countsAreHeldAgainstARecount() {
        assertThat(Tally.compare("posts", Map.of("ann", 3L, "bob", 2L), Map.of("ann", 1L, "bob", 3L, "eve", 1L), 0))
                .isEqualTo(new Found("posts", 5, 3, 2, 2, 0));
    }

    @Test
    void alertsAreThoseThatAreNegativeForSure() {
        AlertsCheck check = new AlertsCheck();
        for (String post : List.of("1 negative 0.9", "2 negative 0.5", "3 positive 0.9", "4 negative 0.6")) {
            String[] words = post.split(" ", -1);
            check.expect(record(
                    words[0],
                    "{\"id\":\"%s\",\"sentiment\":\"%s\",\"sure\":%s}".formatted(words[0], words[1], words[2]),
                    0,
                    0));
        }
        check.take(record("1", "{}", 0, 0));
        check.take(record("1", "{}", 0, 0));
        check.take(record("3", "{}", 0, 0));
        assertThat(check.found()).isEqualTo(new Found("alerts", 2, 1, 1, 1, 1));
    }

    @Test
    void whoseProfileIsKnownMustHaveItWithTheCountryOfItsPlace() {
        JoinsCheck check = new JoinsCheck(
                List.of(
                        "{\"_id\":\"7\",\"username\":\"ann\",\"location\":\"Lyon\"}",
                        "{\"_id\":\"8\",\"username\":\"bob\",\"location\":null}"),
                Map.of("Lyon", "France"));
        for (String post : List.of(
                "{\"id\":\"1\",\"author_id\":\"7\",\"username\":\"ann\",\"country\":\"France\"}",
                "{\"id\":\"2\",\"author_id\":\"7\",\"username\":\"ann\"}",
                "{\"id\":\"3\",\"author_id\":\"8\"}",
                "{\"id\":\"4\",\"author_id\":\"8\",\"username\":\"bob\"}",
                "{\"id\":\"5\",\"author_id\":\"9\"}")) {
            check.take(record("k", post, 0, 0));
        }
        assertThat(check.found()).isEqualTo(new Found("posts with their authors' profiles", 4, 2, 2, 0, 0));
    }

    @Test
    void postsOfOthersAreCountedOnceByTheirIds() {
        HandedOver others = new HandedOver(1000);
        others.add("77", TIME, "ann", List.of("a", "b"));
        others.add("x", TIME, "ann", List.of());
        others.add("77", TIME, "ann", List.of("a", "b"));
        assertThat(others.count()).isEqualTo(2);
        assertThat(others.number("x")).isEqualTo(1);
        assertThat(others.number("y")).isEqualTo(-1);
        assertThat(others.authors()).isEqualTo(Map.of("ann", 2L));
        assertThat(others.subjects()).isEqualTo(Map.of(Use.at(TIME, "a"), 1L, Use.at(TIME, ""), 1L));
        assertThat(others.uses()).isEqualTo(Map.of(Use.at(TIME, "a"), 1L, Use.at(TIME, "b"), 1L));
    }

    @Test
    void theVerdictSumsUpAllOutputs() {
        Found scored = new Found("posts", 2, 2, 0, 0, 1);
        Verdict good = new Verdict(
                new TreeMap<>(Map.of(Topics.SCORED, scored, Topics.HASHTAGS, new Found("uses", 3, 3, 0, 0, 2))),
                Topics.SCORED,
                Duration.ofMillis(3900));
        assertThat(good.line())
                .isEqualTo("demo: in=2 out=2 lost=0 duplicated=0 repeated=3 seconds=3 hashtags=3 scored=2");
        assertThat(good.good()).isTrue();
        assertThat(new Verdict(Map.of(Topics.SCORED, new Found("posts", 2, 1, 1, 0, 0)), Topics.SCORED, Duration.ZERO)
                        .good())
                .isFalse();
        assertThat(new Verdict(Map.of(Topics.SCORED, new Found("posts", 2, 2, 0, 1, 0)), Topics.SCORED, Duration.ZERO)
                        .good())
                .isFalse();
    }

    private static ConsumerRecord<byte[], byte[]> scored(String id, long epoch, long sequence) {
        return record(id, "{}", epoch, sequence);
    }

    private static ConsumerRecord<byte[], byte[]> counted(String tag, int uses, long epoch) {
        return record(tag, "{\"start\":\"%s\",\"tag\":\"%s\",\"uses\":%d}".formatted(WINDOW, tag, uses), epoch, 0);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value, long epoch, long sequence) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("topic", 0, 0, bytes(key), bytes(value));
        Map.of("query", "q", "epoch", "" + epoch, "partition", "0", "sequence", "" + sequence)
                .forEach((name, text) -> record.headers().add("millrace." + name, bytes(text)));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
