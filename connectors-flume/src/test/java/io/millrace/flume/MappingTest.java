package io.millrace.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.ipc.generic.GenericRequestor;
import org.apache.avro.ipc.netty.NettyTransceiver;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.source.avro.AvroSourceProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an event on its way in, from whichever client. */
class MappingTest {
    @ParameterizedTest
    @EnumSource
    void oneEventByACallOfItsOwn(Protocol protocol) throws IOException {
        try (Taken taken = taken(protocol);
                Client client = Client.to(taken.address(protocol))) {
            client.sendOne(EventBuilder.withBody(new byte[] {0, -1}, Map.of("id", "k")));
            Event event = taken.events().get(0);
            assertThat(event.value()).isEqualTo(new byte[] {0, -1});
            assertThat(event.key()).isEqualTo("k".getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutATimestampTheTimeIsThatOfTheArrival(Protocol protocol) throws IOException {
        try (Taken taken = taken(protocol);
                Client client = Client.to(taken.address(protocol))) {
            long before = System.currentTimeMillis() * 1_000;
            client.send(List.of(
                    Texts.event("none"),
                    Texts.event("no number", "timestamp", "yesterday"),
                    Texts.event("empty", "timestamp", ""),
                    Texts.event("too large", "timestamp", "9".repeat(30)),
                    Texts.event("", "a", "")));
            long after = System.currentTimeMillis() * 1_000;
            assertThat(taken.events()).hasSize(5).allSatisfy(event -> {
                assertThat(event.timestampMicros()).isBetween(before, after);
                assertThat(event.key()).isNull();
            });
            assertThat(taken.events().get(4).value()).isEmpty();
            assertThat(taken.events().get(4).headers()).hasSize(1);
        }
    }

    @Test
    void binaryThriftIsUnderstoodToo() throws IOException {
        try (Taken taken = taken(Protocol.THRIFT);
                Client client = Client.to(taken.address(Protocol.THRIFT), Map.of("protocol", "binary"))) {
            client.send(Texts.events("binary", 0, 3));
            assertThat(taken.values()).containsExactly("binary0", "binary1", "binary2");
            assertThatThrownBy(() -> client.send(List.of(Texts.event("x".repeat(5 << 20)))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("maxEventSize");
        }
    }

    @Test
    void anAvroClientThatSpellsTheProtocolOtherwiseIsServed() throws Exception {
        String spelt = AvroSourceProtocol.PROTOCOL
                .toString()
                .replaceFirst("\\{", "{\"doc\":\"As some other version writes it.\",");
        try (Taken taken = taken(Protocol.AVRO)) {
            assertThat(String.valueOf(append(taken, spelt))).isEqualTo("OK");
            assertThat(taken.values()).containsExactly("generic");
        }
    }

    @Test
    void anAvroClientWhoseEventsAreOthersIsNotServed() throws Exception {
        String others = AvroSourceProtocol.PROTOCOL.toString().replace("\"name\":\"body\"", "\"name\":\"other\"");
        try (Taken taken = taken(Protocol.AVRO)) {
            assertThatThrownBy(() -> append(taken, others)).isInstanceOf(Exception.class);
            assertThat(taken.values()).isEmpty();
        }
    }

    private static Object append(Taken taken, String protocolText) throws Exception {
        org.apache.avro.Protocol protocol = org.apache.avro.Protocol.parse(protocolText);
        Schema request =
                Objects.requireNonNull(protocol.getMessages().get("append")).getRequest();
        Schema event = request.getFields().get(0).schema();
        GenericData.Record body = new GenericData.Record(event);
        body.put(0, Map.of("h", "v"));
        body.put(1, ByteBuffer.wrap("generic".getBytes(UTF_8)));
        GenericData.Record call = new GenericData.Record(request);
        call.put(0, body);
        URI address = URI.create(taken.address(Protocol.AVRO));
        try (NettyTransceiver transceiver =
                new NettyTransceiver(new InetSocketAddress(address.getHost(), address.getPort()))) {
            return new GenericRequestor(protocol, transceiver).request("append", call);
        }
    }

    private static Taken taken(Protocol protocol) {
        return Taken.with(Map.of("listen", protocol.word() + "://127.0.0.1:0", "keyHeader", "id"));
    }
}
