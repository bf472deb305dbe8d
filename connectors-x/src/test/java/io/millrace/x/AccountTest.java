package io.millrace.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.XServer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an account is granted: its rules, its one connection, and what it may not do. */
@ExtendWith(KeepServerLogs.class)
class AccountTest {
    private static XServer server;

    @BeforeAll
    static void start() {
        server = XServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void rulesAreAddedDeletedAndGivenOtherTagsAndThoseThatStayAreNotTouched() {
        String token = Following.account(server, "{}");
        Following.start(server, token, options(token, "rule.one", "cat", "rule.two", "dog lang:en"))
                .close();
        Map<String, String> before = rules(token);
        assertThat(before.values()).containsExactlyInAnyOrder("all=millrace", "one=cat", "two=dog lang:en");
        Following.start(server, token, options(token, "rule.three", "dog lang:en", "rule.four", "(bird OR fish) -cat"))
                .close();
        Map<String, String> after = rules(token);
        assertThat(after.values())
                .containsExactlyInAnyOrder("all=millrace", "three=dog lang:en", "four=(bird OR fish) -cat");
        assertThat(after.keySet()).as("the rule that stayed").containsAnyElementsOf(before.keySet());
    }

    @Test
    void rulesThatAreAsTheyShouldBeAreNotChanged() {
        String token = Following.account(server, "{}");
        Following.start(server, token, options(token)).close();
        try (Following again = Following.start(server, token, options(token))) {
            assertThat(again.requests("POST", "/rules"))
                    .as("a trial and an addition, once")
                    .hasSize(2);
        }
    }

    @Test
    void otherRulesAreKeptIfSoWanted() {
        String token = Following.account(server, "{}");
        Following.start(server, token, options(token, "rule.one", "cat")).close();
        Following.start(server, token, options(token, "otherRules", "keep")).close();
        assertThat(rules(token).values()).containsExactlyInAnyOrder("all=millrace", "one=cat");
    }

    @Test
    void rulesOfManyPagesAreAllKnown() {
        String token = Following.account(server, "{\"rules\":3000}");
        String[] many = new String[2_400];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "rule.r" + i;
            many[i + 1] = "word" + i;
        }
        Following.start(server, token, options(token, many)).close();
        try (Following again = Following.start(server, token, options(token, many))) {
            assertThat(rules(token)).hasSize(1_201);
            assertThat(again.requests("POST", "/rules"))
                    .as("13 trials and 13 additions")
                    .hasSize(26);
        }
    }

    @Test
    void badRulesAreToldAllTogetherByTheirOptionsAndNothingIsChanged() {
        String token = Following.account(server, "{}");
        Following.start(server, token, options(token)).close();
        Map<String, String> before = rules(token);
        assertThatThrownBy(() -> Following.start(
                        server,
                        token,
                        options(token, "rule.good", "cat", "rule.bad", "cat near:me", "rule.alone", "lang:en")))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.SETTINGS))
                .hasMessageContaining("'rule.bad'='cat near:me'")
                .hasMessageContaining("'rule.alone'")
                .hasMessageContaining("nothing was changed");
        assertThat(rules(token)).isEqualTo(before);
    }

    @Test
    void moreRulesThanTheAccountMayHaveAreRefusedUnlessOthersGo() {
        String token = Following.account(server, "{\"rules\":2}");
        Following.start(server, token, options(token, "rule.one", "cat")).close();
        Following.start(server, token, options(token, "rule.two", "dog")).close();
        assertThat(rules(token).values()).containsExactlyInAnyOrder("all=millrace", "two=dog");
        assertThatThrownBy(
                        () -> Following.start(server, token, options(token, "rule.two", "dog", "rule.three", "bird")))
                .hasMessageContaining("rule.three");
    }

    @Test
    void anAccountWithoutRulesIsTold() {
        String token = Following.account(server, "{}");
        Map<String, String> options = options(token);
        options.remove("rule.all");
        assertThatThrownBy(() -> Following.start(server, token, options))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("no rules")
                .hasMessageContaining("rule.cats");
    }

    @Test
    void rulesThatSomebodyTookAwayAreSetAgain() {
        String token = Following.account(server, "{}");
        try (Following x = Following.start(server, token, options(token))) {
            call(token, "POST", "/2/tweets/search/stream/rules?delete_all=true");
            x.cut("close");
            await().atMost(Following.BOUND).until(() -> x.time().pauses().size() == 1);
            x.awaitConnections(2);
            assertThat(rules(token).values()).containsExactly("all=millrace");
            assertThat(x.time().pauses()).containsExactly(Duration.ofSeconds(5));
        }
    }

    @Test
    void aWrongTokenIsToldAtTheStart() {
        String token = Following.account(server, "{}");
        assertThatThrownBy(() -> Following.start(server, "wrong-one", options(token)))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.SETTINGS))
                .hasMessageContaining("401")
                .hasMessageContaining("'bearerToken'")
                .hasMessageNotContaining("wrong-one");
    }

    @Test
    void aTokenWithALineEndIsNotShown() {
        assertThatThrownBy(() -> Following.start(server, "secret\nword", options("")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'bearerToken'")
                .hasMessageNotContaining("word");
    }

    @Test
    void backfillThatTheAccountDoesNotHaveEndsTheReceiver() {
        String token = Following.account(server, "{}");
        try (Following x =
                Following.unconnected(server, token, Following.options(server, token, "backfillMinutes", "5"))) {
            assertEnds(x, "403", "'backfillMinutes'");
        }
    }

    @Test
    void aTokenThatIsRevokedEndsTheReceiver() {
        try (Following x = Following.start(server, "{}")) {
            server.plan(x.token(), "{\"status\":401}");
            x.cut("close");
            assertEnds(x, "401", "'bearerToken'");
        }
    }

    @Test
    void whatIsTemporarilyUnavailableAtTheStartIsTriedAgain() {
        String token = Following.account(server, "{}");
        server.plan(token, "{\"status\":503,\"path\":\"/rules\",\"times\":3}");
        try (Following x = Following.start(server, token, options(token))) {
            x.publish(0, 1);
            x.awaitIds(Posts.ids(0, 1));
            assertThat(x.time().pauses()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10));
        }
    }

    @Test
    void aReceiverThatStartsEndsTheConnectionOfItsPredecessor() throws Exception {
        String token = Following.account(server, "{}");
        try (Wire held = held(token);
                Following successor = Following.start(server, token, options(token))) {
            assertThat(held).isNotNull();
            assertThat(successor.requests("DELETE", "/filtered_stream")).hasSize(1);
            assertThat(successor.time().pauses()).isEmpty();
            successor.publish(0, 1);
            successor.awaitIds(Posts.ids(0, 1));
        }
    }

    @Test
    void aTakenConnectionIsLeftAloneIfSoWantedAndTriedAgainByTheRule() {
        String token = Following.account(server, "{}");
        try (Following old = Following.start(server, token, options(token));
                Following other = Following.paused(server, token, options(token, "takeOver", "false"))) {
            await().atMost(Following.BOUND).until(() -> other.time().pauses().size() == 1);
            assertThat(other.time().pauses()).containsExactly(Duration.ofMinutes(1));
            old.close();
            other.time().pass();
            other.awaitConnections(1);
        }
    }

    @Test
    void anAccountThatMayNotEndConnectionsWaitsForItsTurn() throws Exception {
        String token = Following.account(server, "{}");
        try (Wire held = held(token)) {
            server.plan(token, "{\"status\":403,\"path\":\"/filtered_stream\"}");
            try (Following other = Following.paused(server, token, options(token))) {
                await().atMost(Following.BOUND)
                        .until(() -> other.time().pauses().size() == 1);
                assertThat(other.time().pauses()).containsExactly(Duration.ofMinutes(1));
                held.close();
                other.time().pass();
                other.awaitConnections(1);
            }
        }
    }

    @Test
    void aTakenConnectionThatIsToldInTheStreamIsTakenOverToo() throws Exception {
        String token = Following.account(server, "{\"whenTaken\":\"TELL\"}");
        try (Wire held = held(token);
                Following successor = Following.start(server, token, options(token))) {
            assertThat(held).isNotNull();
            await().atMost(Following.BOUND)
                    .until(() ->
                            successor.requests("DELETE", "/filtered_stream").size() == 1);
            await().atMost(Following.BOUND).until(() -> {
                successor.publish(0, 1);
                return !successor.ids().isEmpty();
            });
        }
    }

    @Test
    void whereANewConnectionEndsTheOldOneTheSuccessorHasIt() {
        String token = Following.account(server, "{\"whenTaken\":\"REPLACE\"}");
        try (Following first = Following.start(server, token, options(token))) {
            first.intake().close();
            try (Following successor = Following.start(server, token, options(token))) {
                successor.publish(0, 1);
                successor.awaitIds(Posts.ids(0, 1));
                assertThat(successor.requests("DELETE", "/filtered_stream")).isEmpty();
            }
        }
    }

    @Test
    void aSecondReceiverIsRefused() {
        Map<String, String> given = options("any");
        given.put("receivers", "2");
        var options = new XInput()
                .options()
                .and(OptionSet.of(Option.wholeNumber("receivers")))
                .read(given);
        assertThatThrownBy(() -> new XInput().start(options, events -> {}))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'receivers'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://api.x.com", "ftp://localhost", "api.x.com", "http://10.0.0.1:80"})
    void aTokenIsNotSentInTheClear(String endpoint) {
        Map<String, String> options = options("any");
        options.put("endpoint", endpoint);
        assertThatThrownBy(() -> new XInput().options().read(options)).hasMessageContaining("'endpoint'");
    }

    /** A connection that was left behind. */
    private static Wire held(String token) throws Exception {
        Following.start(server, token, options(token)).close();
        await().atMost(Following.BOUND)
                .until(() -> server.seen(token).path("connections").asInt() == 0);
        return new Api(new XInput().options().read(options(token))).connect(0).wire();
    }

    private static Map<String, String> options(String token, String... more) {
        return Following.options(server, token, more);
    }

    private static void assertEnds(Following x, String... words) {
        await().atMost(Following.BOUND).until(() -> x.intake().ended().isPresent());
        ConnectorException ended = x.intake().ended().orElseThrow();
        assertThat(ended.kind()).isEqualTo(ConnectorException.Kind.SETTINGS);
        assertThat(ended).hasMessageContainingAll(words);
    }

    /** The rules that X has, as tags and values, by their ids. */
    private static Map<String, String> rules(String token) {
        Map<String, String> rules = new TreeMap<>();
        String page = "";
        do {
            String more = page.isEmpty() ? "" : "?pagination_token=" + page;
            JsonNode answer = call(token, "GET", "/2/tweets/search/stream/rules" + more);
            answer.path("data")
                    .forEach(rule -> rules.put(
                            rule.path("id").asText(),
                            rule.path("tag").asText() + "=" + rule.path("value").asText()));
            page = answer.path("meta").path("next_token").asText();
        } while (!page.isEmpty());
        return rules;
    }

    private static JsonNode call(String token, String method, String path) {
        Api api = new Api(new XInput().options().read(options(token)));
        try {
            return api.call(method, path, "");
        } catch (Trouble | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
