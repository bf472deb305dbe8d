package io.millrace.spark.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages are numbered as their authors wrote them, whatever else stands in the file. */
class ProtoNamesTest {
    private static final String PROTO = """
            // message Comment {
            syntax = "proto3"; /* message Other {} */
            package shop.v1;
            option java_package = "message Text {";
            enum Kind { NONE = 0; }
            message First {
              string message = 1;
              map<string, First> more = 2;
              oneof what { int32 a = 3; Inner b = 4; }
              enum Sort { UP = 0; }
              message Inner { message Deep { bool x = 1; } Deep deep = 1; }
              message Second { }
            }
            service Orders { rpc Ask (First) returns (Last) { option deprecated = true; } }
            message Last { First first = 1; }
            """;

    @Test
    void messagesAreFoundByTheirPlaces() {
        assertThat(ProtoNames.name(PROTO, List.of(0))).hasValue("shop.v1.First");
        assertThat(ProtoNames.name(PROTO, List.of(1))).hasValue("shop.v1.Last");
        assertThat(ProtoNames.name(PROTO, List.of(0, 0))).hasValue("shop.v1.First.Inner");
        assertThat(ProtoNames.name(PROTO, List.of(0, 1))).hasValue("shop.v1.First.Second");
        assertThat(ProtoNames.name(PROTO, List.of(0, 0, 0))).hasValue("shop.v1.First.Inner.Deep");
        assertThat(ProtoNames.name("message Alone {}", List.of(0))).hasValue("Alone");
    }

    @Test
    void placesThatAreNotThereHaveNoName() {
        assertThat(ProtoNames.name(PROTO, List.of(2))).isEmpty();
        assertThat(ProtoNames.name(PROTO, List.of(-1))).isEmpty();
        assertThat(ProtoNames.name(PROTO, List.of(1, 0))).isEmpty();
        assertThat(ProtoNames.name("", List.of())).isEmpty();
        assertThat(ProtoNames.name("} } message {", List.of(0))).isEmpty();
    }
}
