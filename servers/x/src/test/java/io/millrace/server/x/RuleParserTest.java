package io.millrace.server.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The language of rules, as far as the stand-in knows it. */
class RuleParserTest {
    private static final Post POST = new Post(Json.object("""
            {"data":{"id":"1","text":"A Cat sat on $TSLA's café #Mat with @bob http://t.co/x","lang":"en","author_id":"5",
              "entities":{"hashtags":[{"tag":"Mat"}],"urls":[{"expanded_url":"https://example.com/page"}]},
              "referenced_tweets":[{"type":"quoted","id":"2"}]},
             "includes":{"users":[{"id":"5","username":"ann"}],"tweets":[{"id":"2","text":"a purple dog"}]}}"""));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat",
                "\"cat sat\"",
                "dog",
                "\"purple dog\"",
                "#mat",
                "@bob",
                "$tsla",
                "café",
                "from:ann",
                "from:5",
                "url:\"example.com\"",
                "cat lang:en",
                "cat is:quote has:hashtags has:links -is:retweet -is:nullcast",
                "bird OR cat sat",
                "(bird OR cat) -fish",
                "cat sample:100",
                "(cat (sat OR stood)) OR fish"
            })
    void matches(String rule) {
        assertThat(RuleParser.parse(rule).test(POST)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ca",
                "cafe",
                "\"sat cat\"",
                "\"x a\"",
                "#ma",
                "cat -sat",
                "cat lang:de",
                "from:bob",
                "bird OR cat fish",
                "(bird OR cat) fish"
            })
    void doesNotMatch(String rule) {
        assertThat(RuleParser.parse(rule).test(POST)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lang:en",
                "has:links is:reply",
                "-cat",
                "cat -(dog OR bird)",
                "(cat",
                "cat)",
                "\"cat",
                "near:me",
                "cat is:nice",
                "cat sample:0"
            })
    void isRefused(String rule) {
        assertThatThrownBy(() -> RuleParser.parse(rule)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void andBindsTighterThanOr() {
        assertThat(RuleParser.parse("cat OR bird fish").test(POST)).isTrue();
        assertThat(RuleParser.parse("(cat OR bird) fish").test(POST)).isFalse();
    }
}
