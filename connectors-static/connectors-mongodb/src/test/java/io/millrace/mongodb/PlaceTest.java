package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;

/** What places say. */
class PlaceTest {
    @Test
    void aPlaceIsItsText() {
        for (String text : List.of("", "@1700000000.7", "=8265F0@1700000000.0", "+8265F0@1700000000.7", "+8265f0")) {
            assertThat(Place.parse(text).text()).isEqualTo(text);
        }
        assertThat(Place.parse("8265F0")).as("a bare token").isEqualTo(Place.after("8265F0", 0));
        for (String text : List.of("yesterday", "=8265F0", "@7", "+", "17.5")) {
            assertThatThrownBy(() -> Place.parse(text))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("'" + text + "'");
        }
    }

    @Test
    void anEventIsBeforeAPlaceByItsTokenOrItsTime() {
        long time = Place.time(7, 2);
        assertThat(Place.before("82BB", time).isAfter("82AA", time)).isTrue();
        assertThat(Place.before("82BB", time).isAfter("82BB", time)).isFalse();
        assertThat(Place.after("82BB", time).isAfter("82BB", time)).isTrue();
        assertThat(Place.after("82BB", time).isAfter("82BB01", time)).isFalse();
        assertThat(Place.at(time).isAfter("82BB", time)).isFalse();
        assertThat(Place.at(time).isAfter("82BB", time - 1)).isTrue();
    }

    @Test
    void theTimeInATokenOfMongoDbIsRead() {
        long time = Place.time(0x65F0A1B2L, 5);
        assertThat(Place.timeOf("8265F0A1B2000000052B022C0100296E5A1004")).contains(time);
        assertThat(Place.timeOf("65f0a1b200000005")).as("of another server").isEmpty();
        assertThat(Place.shown(time)).isEqualTo("1710268850.5");
    }

    @Test
    void tokensOfOldServersAreRefused() {
        assertThatThrownBy(() -> Place.token(new BsonDocument("_data", new BsonInt32(1))))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("MongoDB 4.2");
    }
}
