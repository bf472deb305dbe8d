package io.millrace.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {
    static Stream<Serializable> wire() {
        return Stream.of(
                new Range("orders/0", "", "17"),
                new Offsets(new TreeMap<>(Map.of("orders/0", "17")), new TreeMap<>(Map.of("orders", "id"))),
                Offsets.NONE,
                new Header("name", new byte[] {1, 2}),
                new Header("name", null),
                new WriteTask("query", 7, 2, 33),
                new Columns("id BIGINT, tags ARRAY<STRING>"),
                new Filter.Compare("id", Filter.Comparison.AT_LEAST, 7L));
    }

    @ParameterizedTest
    @MethodSource("wire")
    void what_crosses_the_wire_arrives_equal(Serializable value) throws Exception {
        assertThat(sent(value)).isEqualTo(value).hasSameHashCodeAs(value).hasToString(value.toString());
    }

    @Test
    void headers_are_compared_by_their_bytes() {
        assertThat(new Header("a", new byte[] {1})).isEqualTo(new Header("a", new byte[] {1}));
        assertThat(new Header("a", new byte[] {1})).isNotEqualTo(new Header("a", new byte[] {2}));
        assertThat(new Header("a", new byte[] {})).isNotEqualTo(new Header("a", null));
        assertThat(new Header("a", new byte[] {})).isNotEqualTo(new Header("b", new byte[] {}));
    }

    @Test
    void a_header_does_not_print_its_bytes() {
        assertThat(new Header("a", "pay".getBytes(UTF_8))).hasToString("a=3 bytes");
    }

    @Test
    void a_plain_event_holds_its_parts_as_they_are() {
        byte[] value = {1, 2};
        List<Header> headers = new ArrayList<>(List.of(new Header("h", null)));
        Event event = Event.of(null, value, headers, 5, "17");
        headers.clear();

        assertThat(event.key()).isNull();
        assertThat(event.value()).isSameAs(value);
        assertThat(event.headers()).containsExactly(new Header("h", null));
        assertThat(event.timestampMicros()).isEqualTo(5);
        assertThat(event.position()).isEqualTo("17");
        assertThat(event.attributes()).isEmpty();
    }

    @Test
    void a_budget_always_allows_progress() {
        assertThatIllegalArgumentException().isThrownBy(() -> Budget.ofRecords(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Budget(1, 0, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Budget(1, 1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Budget(1, 1, Duration.ofMillis(-1)));
    }

    @Test
    void a_budget_can_only_be_made_smaller() {
        assertThat(Budget.UNLIMITED.atMost(5)).isEqualTo(Budget.ofRecords(5));
        assertThat(Budget.ofRecords(3).atMost(5)).isEqualTo(Budget.ofRecords(3));
    }

    @Test
    void an_advance_copies_the_finished_partitions() {
        Set<String> finished = new HashSet<>(Set.of("a/0"));
        Advance advance = new Advance(Offsets.NONE, finished);
        finished.clear();

        assertThat(advance.finished()).containsExactly("a/0");
        assertThat(Advance.to(Offsets.NONE).finished()).isEmpty();
    }

    @Test
    void what_a_backlog_does_not_know_is_empty() {
        Backlog backlog = Backlog.ofRecords(3);

        assertThat(backlog.records()).hasValue(3);
        assertThat(backlog.bytes()).isEmpty();
        assertThat(backlog.time()).isEmpty();
    }

    @Test
    void a_loss_is_of_its_own_kind_and_says_where_to_go_on() {
        DataLossException loss = new DataLossException("gone", Offsets.of(Map.of("a/0", "7")));

        assertThat(loss.kind()).isEqualTo(ConnectorException.Kind.DATA_LOSS);
        assertThat(loss.resumeFrom().position("a/0")).isEqualTo("7");
    }

    @Test
    void failures_name_their_kind() {
        IOException cause = new IOException("cut");

        assertThat(ConnectorException.settings("s").kind()).isEqualTo(ConnectorException.Kind.SETTINGS);
        assertThat(ConnectorException.settings("s", cause)).hasCause(cause);
        assertThat(ConnectorException.passing("p", cause).kind()).isEqualTo(ConnectorException.Kind.TRANSIENT);
        assertThat(ConnectorException.malformed("m", null).kind()).isEqualTo(ConnectorException.Kind.MALFORMED);
        assertThat(ConnectorException.bug("b").kind()).isEqualTo(ConnectorException.Kind.BUG);
    }

    private static Object sent(Serializable value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
