package io.millrace.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Identified;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches whose identity stands in the headers of their events. */
class IdentitiesTest {
    private final Event event = Event.of(null, new byte[0], List.of(), 0, "");

    @Test
    void eventsOfARequestAreGatheredIntoTheirBatches() throws Refusal {
        Identities identities = new Identities();
        add(identities, "s", "7/2");
        add(identities, "s", "7/2");
        add(identities, "s", "8");
        add(identities, "s", "8");
        add(identities, "t", "-3/1");
        assertThat(identities.batches(5))
                .extracting(
                        Identified::sender,
                        Identified::number,
                        batch -> batch.events().size())
                .containsExactly(tuple("s", 7L, 2), tuple("s", 8L, 1), tuple("s", 8L, 1), tuple("t", -3L, 1));
    }

    @Test
    void theFirstEventOfABatchMaySpeakForTheOthers() throws Refusal {
        Identities identities = new Identities();
        add(identities, "s", "7/3");
        identities.add(null, null, event);
        identities.add(null, null, event);
        add(identities, "s", "8");
        assertThat(identities.batches(4))
                .extracting(Identified::number, batch -> batch.events().size())
                .containsExactly(tuple(7L, 3), tuple(8L, 1));
        identities.add(null, null, event);
        assertThatThrownBy(() -> identities.batches(5)).isInstanceOf(Refusal.class);
    }

    @Test
    void aBatchThatWasCutIsRefused() throws Refusal {
        Identities end = new Identities();
        add(end, "s", "7/3");
        add(end, "s", "7/3");
        assertThatThrownBy(() -> end.batches(2)).isInstanceOf(Refusal.class).hasMessageContaining("as one request");
        Identities middle = new Identities();
        add(middle, "s", "7/3");
        assertThatThrownBy(() -> add(middle, "s", "8/3"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("1 events");
    }

    @Test
    void oneHeaderWithoutTheOtherIsRefused() {
        assertThatThrownBy(() -> new Identities().add(null, new byte[] {'1'}, event))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(Identities.SENDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1/0", "1/", "1/-1", "99999999999999999999", "1/9999999999", " 1"})
    void aNumberThatIsNoneIsRefused(String batch) {
        assertThatThrownBy(() -> add(new Identities(), "s", batch))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("NUMBER/EVENTS");
    }

    @ParameterizedTest
    @EnumSource
    void theHeadersOfAnIdentityAreNotTheEvents(Protocol protocol) throws IOException {
        try (Taken taken = Taken.with(Map.of("listen", protocol.word() + "://127.0.0.1:0"));
                Client client = Client.to(taken.address(protocol))) {
            client.send(List.of(
                    Texts.event("a", "h", "v", Identities.SENDER, "s", Identities.BATCH, "1/2"),
                    Texts.event("b", Identities.SENDER, "s", Identities.BATCH, "1/2")));
            assertThat(taken.values()).containsExactly("a", "b");
            assertThat(taken.events().get(0).headers()).extracting(Header::name).containsExactly("h");
            assertThatThrownBy(() -> client.send(
                            List.of(Texts.event("c", Identities.SENDER, "s", Identities.BATCH, "2"), Texts.event("d"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("either all have one or none");
            assertThat(taken.values()).containsExactly("a", "b");
            assertThat(taken.intake().refused()).containsEntry("identity", 1L);
        }
    }

    private void add(Identities identities, String sender, String batch) throws Refusal {
        identities.add(sender.getBytes(UTF_8), batch.getBytes(UTF_8), event);
    }
}
