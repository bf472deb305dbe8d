package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {
    @ParameterizedTest
    @CsvSource({
        "500ms,500",
        "10s,10000",
        " 15 m ,900000",
        "2h,7200000",
        "7d,604800000",
        "250,250",
        "PT1.5S,1500",
        "pt1h,3600000"
    })
    void a_duration_has_a_unit(String text, long millis) {
        assertThat(Option.duration("d").parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"4096,4096", "64k,65536", "10mb,10485760", "1G,1073741824", "3 b,3"})
    void a_size_has_a_unit(String text, long bytes) {
        assertThat(Option.size("s").parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "10 weeks", "-5s", "1.5s", "9223372036854775807h", "99999999999999999999s"})
    void what_is_no_duration_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Option.duration("d").parse(text))
                .withMessageContaining("expected a duration such as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "10 pb", "-5k", "9999999999gb"})
    void what_is_no_size_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Option.size("s").parse(text))
                .withMessageContaining("expected a size such as");
    }

    @Test
    void an_instant_is_text_or_milliseconds() {
        Instant expected = Instant.parse("2026-01-31T12:00:00Z");

        assertThat(Option.instant("i").parse("2026-01-31T12:00:00Z")).isEqualTo(expected);
        assertThat(Option.instant("i").parse("2026-01-31T13:00:00+01:00")).isEqualTo(expected);
        assertThat(Option.instant("i").parse(Long.toString(expected.toEpochMilli())))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-01-31", "99999999999999999999"})
    void what_is_no_instant_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Option.instant("i").parse(text));
    }

    @Test
    void a_flag_is_true_or_false() {
        assertThat(Option.flag("f").parse(" TRUE ")).isTrue();
        assertThat(Option.flag("f").parse("false")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Option.flag("f").parse("yes"));
    }

    @Test
    void a_list_is_separated_by_commas() {
        assertThat(Option.list("l").parse(" a, b ,,c ")).isEqualTo(List.of("a", "b", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> Option.list("l").parse(" , "));
    }

    @Test
    void one_of_an_enum_says_so_in_its_type() {
        Option<TimeUnit> option = Option.oneOf("u", TimeUnit.class);

        assertThat(option.parse(" Seconds ")).isEqualTo(TimeUnit.SECONDS);
        assertThat(option.type()).contains("seconds | minutes");
    }

    @Test
    void a_declaration_tells_all_about_itself() {
        Option<Long> option =
                Option.wholeNumber("n").doc("How many.").orElse("5").alias("count", "number");

        assertThat(option.name()).isEqualTo("n");
        assertThat(option.type()).isEqualTo("whole number");
        assertThat(option.doc()).isEqualTo("How many.");
        assertThat(option.fallback()).isEqualTo("5");
        assertThat(option.aliases()).containsExactly("count", "number");
        assertThat(option.isRequired()).isFalse();
        assertThat(option.isSecret()).isFalse();
        assertThat(option.required().isRequired()).isTrue();
        assertThat(option.required().fallback()).isNull();
        assertThat(Option.secret("s").isSecret()).isTrue();
    }
}
