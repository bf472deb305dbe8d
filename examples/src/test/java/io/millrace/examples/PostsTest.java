package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The posts that ship with the demo, and those of a file. */
class PostsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void theSampleIsVaried() {
        List<Post> posts = Posts.read(Optional.empty());
        assertThat(posts).hasSizeGreaterThanOrEqualTo(300);
        assertThat(posts).extracting(Post::id).doesNotHaveDuplicates().allMatch(id -> id.matches("\\d{19}"));
        assertThat(posts.stream().map(Post::author).distinct()).hasSizeGreaterThan(30);
        assertThat(posts.stream().flatMap(post -> post.hashtags().stream()).distinct())
                .hasSizeGreaterThan(150);
        assertThat(posts).anyMatch(post -> post.hashtags().isEmpty());
        assertThat(posts.stream()
                        .flatMapToInt(post -> post.text().codePoints())
                        .filter(sign -> sign > 0xFFFF)
                        .distinct()
                        .count())
                .isGreaterThan(60);
    }

    @Test
    void theSampleSaysItsHashtagsAsXDoes() throws Exception {
        try (InputStream lines = Objects.requireNonNull(Posts.class.getResourceAsStream("posts.jsonl"))) {
            JSON.readerFor(JsonNode.class).<JsonNode>readValues(lines).forEachRemaining(line -> {
                JsonNode data = line.path("data");
                List<String> said = new ArrayList<>();
                data.path("entities")
                        .path("hashtags")
                        .forEach(tag -> said.add(tag.path("tag").asText().toLowerCase(Locale.ROOT)));
                assertThat(Hashtags.of(data.path("text").asText())).isEqualTo(said);
            });
        }
    }

    @Test
    void aPostIsHandedOverUnderAFreshId() throws Exception {
        Post post = Post.of("{\"data\":{\"id\":\"1\",\"text\":\"Grüße 👍 #Tag\",\"lang\":\"de\"},\"includes\":{}}");
        JsonNode line = JSON.readTree(post.line("42", Instant.ofEpochSecond(1)));
        assertThat(line).isEqualTo(JSON.readTree("""
                {"data":{"id":"42","text":"Grüße 👍 #Tag","lang":"de","created_at":"1970-01-01T00:00:01Z",
                         "edit_history_tweet_ids":["42"]},
                 "includes":{}}
                """));
    }

    @Test
    void aLineThatIsNoPostIsNamed() throws Exception {
        Path file = directory.resolve("some.jsonl");
        Files.writeString(file, "{\"data\":{\"id\":\"1\",\"text\":\"a\"}}\n\n{\"data\":{\"id\":\"2\"}}\n");
        assertThatThrownBy(() -> Posts.read(Optional.of(file)))
                .hasMessageStartingWith("Line 3 of " + file + " is no post: it has no data.text");
        Files.writeString(file, "hello\n");
        assertThatThrownBy(() -> Posts.read(Optional.of(file)))
                .hasMessageStartingWith("Line 1 of " + file + " is no post: it is no JSON");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> Posts.read(Optional.of(file))).hasMessageContaining("holds no posts");
        assertThatThrownBy(() -> Posts.read(Optional.of(directory.resolve("none"))))
                .hasMessageContaining("there is no such file");
    }

    @Test
    void realPostsAreRead() {
        assertThat(Posts.read(Optional.of(RealPosts.directory().resolve("posts.jsonl"))))
                .hasSize(7320);
    }
}
