package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hashtags by hand. */
class HashtagsTest {
    @Test
    void aTagEndsWhereTheWordEnds() {
        assertThat(Hashtags.of("#Monday, (#inside) #a_b2#not #this/that #end."))
                .containsExactly("monday", "inside", "a_b2", "this", "end");
    }

    @Test
    void aSignWithinAWordIsNoTag() {
        assertThat(Hashtags.of("C# # done 100#percent &#39; https://example.org/p?a=b#section"))
                .isEmpty();
    }

    @Test
    void allScriptsHaveTags() {
        assertThat(Hashtags.of("#größe #天気 #दिन #صباح_الخير 👍#emoji #𝓕𝓪"))
                .containsExactly("größe", "天気", "दिन", "صباح_الخير", "emoji", "𝓕𝓪");
    }
}
