package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionSetTest {
    private enum OnDataLoss {
        FAIL,
        WARN
    }

    private static final Option<String> TOPIC =
            Option.string("topic").required().doc("The topic to write to.");
    private static final Option<Duration> TIMEOUT = Option.duration("timeout").orElse("10s");
    private static final Option<Long> BATCH =
            Option.wholeNumber("batchSize").orElse("100").check(n -> n > 0, "must be above 0");
    private static final Option<OnDataLoss> LOSS = Option.oneOf("onDataLoss", OnDataLoss.class)
            .orElse("fail")
            .alias("failOnDataLoss", Map.of("true", "fail", "false", "warn"));
    private static final Option<Secret> PASSWORD = Option.secret("pin").alias("code");
    private static final OptionSet SET = OptionSet.of(TOPIC, TIMEOUT, BATCH, LOSS, PASSWORD)
            .passThrough("kafka.", Set.of("bootstrap.servers", "client.id"), "Settings of the client.")
            .refuse("kafka.group.id", "Millrace reads without a group");

    @Test
    void values_are_typed_and_defaults_apply() {
        Options options = SET.read(Map.of("topic", "orders", "timeout", "2m"));

        assertThat(options.value(TOPIC)).isEqualTo("orders");
        assertThat(options.value(TIMEOUT)).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.value(BATCH)).isEqualTo(100);
        assertThat(options.has(TIMEOUT)).isTrue();
        assertThat(options.has(BATCH)).isFalse();
        assertThat(options.find(PASSWORD)).isEmpty();
    }

    @Test
    void names_are_matched_in_any_case() {
        Options options = SET.read(Map.of("TOPIC", "orders", "batchsize", "7", "KAFKA.client.id", "me"));

        assertThat(options.value(TOPIC)).isEqualTo("orders");
        assertThat(options.value(BATCH)).isEqualTo(7);
        assertThat(options.passedThrough("kafka.")).isEqualTo(Map.of("client.id", "me"));
    }

    @Test
    void all_faults_come_together() {
        assertThat(refused(Map.of("batchSize", "many", "timeout", "soon", "pasword", "x", "kafka.group.id", "g")))
                .contains(
                        "5 options are wrong",
                        "'batchSize'='many': expected a whole number",
                        "'timeout'='soon': expected a duration",
                        "'pasword' is not known",
                        "'kafka.group.id' is not allowed: Millrace reads without a group",
                        "'topic' is missing: The topic to write to.");
    }

    @Test
    void a_single_fault_is_told_plainly() {
        assertThat(refused(Map.of())).isEqualTo("Option 'topic' is missing: The topic to write to.");
    }

    @Test
    void an_unknown_name_comes_with_the_nearest_one() {
        assertThat(refused(with("tpoic", "x"))).contains("'tpoic' is not known; did you mean 'topic'?");
        assertThat(refused(with("failOnDataLos", "x"))).contains("did you mean 'failOnDataLoss'?");
        assertThat(refused(with("kafak.bootstrap.servers", "x"))).contains("did you mean 'kafka.bootstrap.servers'?");
    }

    @Test
    void an_unknown_name_like_no_other_comes_with_all() {
        assertThat(refused(with("xyz", "x")))
                .contains("'xyz' is not known; known are topic, timeout, batchSize, onDataLoss, pin, kafka.*");
    }

    @Test
    void a_condition_is_told_in_its_own_words() {
        assertThat(refused(with("batchSize", "0"))).contains("'batchSize'='0': must be above 0");
    }

    @Test
    void a_choice_lists_its_words_and_takes_them_in_any_case() {
        assertThat(refused(with("onDataLoss", "ignore"))).contains("'onDataLoss'='ignore': expected one of fail, warn");
        assertThat(read("onDataLoss", "Warn").value(LOSS)).isEqualTo(OnDataLoss.WARN);
    }

    @Test
    void an_alias_may_translate_its_values() {
        assertThat(read("failOnDataLoss", "False").value(LOSS)).isEqualTo(OnDataLoss.WARN);
        assertThat(read("failondataloss", "true").value(LOSS)).isEqualTo(OnDataLoss.FAIL);
        assertThat(read("failOnDataLoss", "true").asMap()).containsEntry("onDataLoss", "fail");
    }

    @Test
    void two_names_of_one_option_must_agree() {
        Map<String, String> given = with("failOnDataLoss", "false");
        given.put("onDataLoss", "warn");
        assertThat(SET.read(given).value(LOSS)).isEqualTo(OnDataLoss.WARN);

        given.put("onDataLoss", "fail");
        assertThat(refused(given)).contains("'failOnDataLoss'", "'onDataLoss'", "two names of one option");
    }

    @Test
    void what_is_passed_through_keeps_its_name_and_value() {
        Options options = read("kafka.Something.Else", " as it is ");

        assertThat(options.passedThrough("kafka.")).isEqualTo(Map.of("Something.Else", " as it is "));
        assertThat(options.asMap()).containsEntry("kafka.Something.Else", " as it is ");
    }

    @Test
    void a_near_miss_of_a_known_passed_name_is_refused() {
        assertThat(refused(with("kafka.bootstrap.server", "x")))
                .contains("'kafka.bootstrap.server' is not known; did you mean 'kafka.bootstrap.servers'?");
    }

    @Test
    void exactly_one_of_a_choice_is_needed() {
        Option<String> some = Option.string("subscribe");
        Option<String> other = Option.string("assign");
        OptionSet set = OptionSet.of(some, other).exactlyOne(some, other);

        assertThat(set.read(Map.of("assign", "x")).has(other)).isTrue();
        assertThat(refused(set, Map.of())).contains("one of 'subscribe', 'assign' is needed");
        assertThat(refused(set, Map.of("assign", "x", "subscribe", "y")))
                .contains("'subscribe' and 'assign' exclude each other; keep one");
    }

    @Test
    void at_most_one_of_a_choice_may_be_given() {
        Option<String> some = Option.string("startingOffsets");
        Option<String> other = Option.string("startingTimestamp");
        OptionSet set = OptionSet.of(some, other).atMostOne(some, other);

        assertThat(set.read(Map.of()).asMap()).isEmpty();
        assertThat(refused(set, Map.of("startingOffsets", "x", "startingTimestamp", "y")))
                .contains("exclude each other");
    }

    @Test
    void secrets_are_never_printed() {
        Options options = read("code", "hunter2");

        assertThat(options.value(PASSWORD).reveal()).isEqualTo("hunter2");
        assertThat(options.toString()).contains("pin=[hidden]").doesNotContain("hunter2");
        assertThat(String.valueOf(options.find(PASSWORD))).doesNotContain("hunter2");
    }

    @Test
    void a_wrong_secret_is_refused_without_being_shown() {
        OptionSet set =
                OptionSet.of(Option.secret("pin").check(pin -> pin.reveal().length() > 9, "must be longer"));

        assertThat(refused(set, Map.of("pin", "hunter2")))
                .contains("'pin': must be longer")
                .doesNotContain("hunter2");
    }

    @Test
    void a_secret_under_two_names_is_not_shown_when_they_differ() {
        Map<String, String> given = with("code", "hunter2");
        given.put("pin", "hunter3");

        assertThat(refused(given)).contains("'pin'").doesNotContain("hunter");
    }

    @Test
    void what_is_passed_through_under_a_delicate_name_is_not_printed() {
        assertThat(read("kafka.sasl.jaas.config", "user=me password=hunter2").toString())
                .doesNotContain("hunter2");
        assertThat(read("kafka.ssl.keystore.password", "hunter2").toString()).doesNotContain("hunter2");
    }

    @Test
    void what_was_read_reads_again_the_same() {
        Options options = SET.read(Map.of("TOPIC", "orders", "failOnDataLoss", "false", "kafka.client.id", "me"));

        assertThat(SET.read(options.asMap())).isEqualTo(options).hasSameHashCodeAs(options);
    }

    @Test
    void one_option_can_be_set_afterwards() {
        assertThat(read("batchSize", "7").with(BATCH, "8").value(BATCH)).isEqualTo(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("batchSize", "7").with(BATCH, "-1"));
    }

    @Test
    void a_value_that_is_neither_given_nor_has_a_default_is_a_bug() {
        ConnectorException bug = catchThrowableOfType(
                ConnectorException.class, () -> read("batchSize", "7").value(PASSWORD));

        assertThat(bug.kind()).isEqualTo(ConnectorException.Kind.BUG);
    }

    @Test
    void sets_are_joined_and_no_name_is_declared_twice() {
        assertThat(OptionSet.of(TOPIC).and(OptionSet.of(BATCH)).options()).isEqualTo(List.of(TOPIC, BATCH));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OptionSet.of(TOPIC, Option.string("other").alias("Topic")))
                .withMessageContaining("Topic");
    }

    @Test
    void refusals_choices_and_prefixes_of_both_sets_are_kept() {
        Option<String> some = Option.string("some");
        OptionSet joined = SET.and(OptionSet.of(some).refuse("old", "use some").exactlyOne(some));

        assertThat(refused(joined, Map.of("old", "x", "kafka.group.id", "g", "kafka.client.ids", "y")))
                .contains("use some", "reads without a group", "kafka.client.id'?", "one of 'some' is needed");
    }

    @Test
    void a_default_must_be_valid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Option.wholeNumber("n").orElse("many"));
    }

    private static Options read(String name, String value) {
        return SET.read(with(name, value));
    }

    private static Map<String, String> with(String name, String value) {
        return new HashMap<>(Map.of("topic", "orders", name, value));
    }

    private static String refused(Map<String, String> given) {
        return refused(SET, given);
    }

    private static String refused(OptionSet set, Map<String, String> given) {
        ConnectorException refusal = catchThrowableOfType(ConnectorException.class, () -> set.read(given));
        assertThat(refusal.kind()).isEqualTo(ConnectorException.Kind.SETTINGS);
        return String.valueOf(refusal.getMessage());
    }
}
