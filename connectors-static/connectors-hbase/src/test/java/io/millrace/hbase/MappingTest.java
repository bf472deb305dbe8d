package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How users map tables, and what they are told when that cannot be. */
class MappingTest {
    private static final String CATALOG = """
            {"table": {"namespace": "shop", "name": "orders", "tableCoder": "PrimitiveType"},
             "rowkey": "k1:k2",
             "columns": {
               "country": {"cf": "rowkey", "col": "k1", "type": "string", "length": "2"},
               "id": {"cf": "rowkey", "col": "k2", "type": "bigint"},
               "name": {"cf": "info", "col": "n", "type": "string"},
               "price": {"cf": "info", "col": "p", "type": "decimal(10, 2)"},
               "place": {"cf": "info", "col": "pl", "avro": "placeSchema"}}}
            """;

    @Test
    void aCatalogOfOlderConnectorsIsTaken() {
        Layout layout = layout(Map.of(
                "catalog",
                CATALOG,
                "avro.placeSchema",
                "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"x\",\"type\":\"double\"}]}"));
        assertThat(layout.table()).isEqualTo("shop:orders");
        assertThat(layout.ddl().ddl())
                .isEqualTo("`country` STRING, `id` BIGINT, `name` STRING, `price` DECIMAL(10,2),"
                        + " `place` STRUCT<`x`: DOUBLE>");
        assertThat(layout.key().parts()).extracting(Mapped::name).containsExactly("country", "id");
        assertThat(layout.key().parts()).extracting(Mapped::length).containsExactly(2, 8);
        assertThat(layout.column("PRICE").cell()).isEqualTo("info:p");
    }

    @Test
    void theWordsOfOlderConnectorsAreTaken() {
        Layout layout = layout(Map.of(
                "hbase.table", "orders", "hbase.columns.mapping", "KEY_FIELD STRING :key, A STRING c:a, B DOUBLE d:b"));
        assertThat(layout.table()).isEqualTo("orders");
        assertThat(layout.ddl().ddl()).isEqualTo("`KEY_FIELD` STRING, `A` STRING, `B` DOUBLE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n INT f:n | no column is at :key",
                "id STRING :key | no column is at family:qualifier",
                "id STRING :key, n INT | column 'n INT': it has no place",
                "id STRING :key, n INTT f:n | unknown type 'INTT'",
                "id STRING :key, n INT f:n, N INT f:m | column 'N' is there twice",
                "id STRING :key, n INT f:n, m INT f:n | columns 'n' and 'm' are both at f:n",
                "id STRING :kye, n INT f:n | did you mean :key",
                "id STRING :key, n INT f:n orderd | unknown encoding 'orderd'",
                "id BINARY :key, b INT :key, n INT f:n | nothing tells its end",
                "id INT :key length=3, n INT f:n | a length of their own",
                "id STRING :key, n INT f:n length=3 | only parts of the row key have a length",
                "id STRING :key, n ARRAY<INT> f:n | have no bytes; use avro",
                "id STRING :key, n INT f:n avro=none | there is no option 'avro.none'",
                "id STRING :key, t INT :time, n INT f:n | is a TIMESTAMP, not INT"
            })
    void whatIsWrongIsSaid(String mapping, String told) {
        assertThatThrownBy(() -> layout(Map.of("table", "t", "mapping", mapping)))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("Option 'mapping'")
                .hasMessageContaining(told);
    }

    @Test
    void aCatalogThatCannotBeIsRefused() {
        assertThatThrownBy(() -> layout(Map.of("catalog", "{"))).hasMessageContaining("it is no JSON");
        assertThatThrownBy(() -> layout(Map.of("catalog", CATALOG.replace("\"k1:k2\"", "\"k1\""))))
                .hasMessageContaining("avro.placeSchema");
        assertThatThrownBy(() -> layout(Map.of(
                        "catalog",
                        CATALOG.replaceFirst("(?s),\\s*\"place.*", "}}").replace("\"k1:k2\"", "\"k1\""))))
                .hasMessageContaining("its row key is made of [k1]");
        assertThatThrownBy(() -> layout(Map.of("catalog", CATALOG.replace("PrimitiveType", "Phoenix"))))
                .hasMessageContaining("tableCoder 'Phoenix'");
    }

    private static Layout layout(Map<String, String> given) {
        return Layout.of(new HBaseConnector().options().read(new HashMap<>(given)));
    }
}
