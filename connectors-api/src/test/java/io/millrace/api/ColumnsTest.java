package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {
    @Test
    void names_and_types_are_read_in_order() {
        assertThat(new Columns("id BIGINT, name  STRING,price DECIMAL(10,2)").list())
                .containsExactly(
                        new Column("id", "BIGINT"), new Column("name", "STRING"), new Column("price", "DECIMAL(10,2)"));
    }

    @Test
    void nested_types_keep_their_text() {
        assertThat(new Columns("a ARRAY<STRUCT<x: INT, y: MAP<STRING, DECIMAL(10,2)>>>, b STRUCT<`c,d`: INT>, e INT")
                        .list())
                .containsExactly(
                        new Column("a", "ARRAY<STRUCT<x: INT, y: MAP<STRING, DECIMAL(10,2)>>>"),
                        new Column("b", "STRUCT<`c,d`: INT>"),
                        new Column("e", "INT"));
    }

    @Test
    void quoted_names_may_hold_anything() {
        assertThat(new Columns("`a b` INT, `c,d` INT, `e<f` INT, `g``h` STRING, `i:j`: INT").list())
                .containsExactly(
                        new Column("a b", "INT"),
                        new Column("c,d", "INT"),
                        new Column("e<f", "INT"),
                        new Column("g`h", "STRING"),
                        new Column("i:j", "INT"));
    }

    @Test
    void nullability_and_comments_are_not_part_of_a_type() {
        assertThat(new Columns("id BIGINT NOT NULL, name STRING not null COMMENT 'the name'").list())
                .containsExactly(new Column("id", "BIGINT"), new Column("name", "STRING"));
    }

    @Test
    void the_fields_of_a_struct_are_columns() {
        assertThat(Columns.ofStruct("STRUCT<x: INT NOT NULL, `y z`: ARRAY<INT>>")
                        .list())
                .containsExactly(new Column("x", "INT"), new Column("y z", "ARRAY<INT>"));
        assertThatIllegalArgumentException().isThrownBy(() -> Columns.ofStruct("ARRAY<INT>"));
    }

    @Test
    void no_text_is_no_columns() {
        assertThat(new Columns("").list()).isEmpty();
        assertThat(new Columns("  ").list()).isEmpty();
    }

    @Test
    void a_column_is_found_in_any_case() {
        Columns columns = new Columns("id INT, Name STRING");

        assertThat(columns.index("NAME")).hasValue(1);
        assertThat(columns.index("nam")).isEmpty();
        assertThat(columns.list().get(1).is("BINARY", "string")).isTrue();
        assertThat(columns.list().get(1).is("BINARY")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "id INT, name",
                "id INT,, name STRING",
                "id INT,",
                ", id INT",
                "a ARRAY<INT",
                "a INT>",
                "a>b<c INT",
                "`a INT",
                "`` INT",
                "`a`b INT",
                ": INT"
            })
    void what_is_not_a_list_of_columns_is_refused(String ddl) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Columns(ddl));
    }
}
