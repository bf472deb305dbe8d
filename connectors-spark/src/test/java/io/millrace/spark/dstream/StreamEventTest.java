package io.millrace.spark.dstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Header;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamEventTest {
    private static final StreamEvent FULL = new StreamEvent(
            "orders",
            "orders/0",
            "42",
            new byte[] {1},
            new byte[] {2, 3},
            List.of(new Header("h", new byte[] {4}), new Header("h", null)),
            1_700_000_000_123_456L);
    private static final StreamEvent BARE = new StreamEvent("orders", "orders/1", "", null, new byte[0], List.of(), 0);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothSerializersTakeIt(boolean kryo) {
        SparkConf conf = new SparkConf();
        Serializer serializer = kryo ? new KryoSerializer(conf) : new JavaSerializer(conf);
        SerializerInstance instance = serializer.newInstance();
        for (StreamEvent event : List.of(FULL, BARE)) {
            StreamEvent copy = instance.deserialize(instance.serialize(event, EventRdd.TAG), EventRdd.TAG);
            assertThat(copy).isEqualTo(event).hasSameHashCodeAs(event);
            assertThat(copy.key() == null).isEqualTo(event.key() == null);
        }
    }

    @Test
    void itIsEqualByItsContentsAndShowsNoneOfThem() {
        assertThat(FULL)
                .isNotEqualTo(BARE)
                .isEqualTo(new StreamEvent(
                        "orders",
                        "orders/0",
                        "42",
                        new byte[] {1},
                        new byte[] {2, 3},
                        FULL.headers(),
                        FULL.timestampMicros()));
        assertThat(FULL).hasToString("orders/0@42 (key 1 bytes, value 2 bytes, 2 headers)");
    }
}
