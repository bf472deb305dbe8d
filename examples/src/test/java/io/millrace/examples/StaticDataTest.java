package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is known before the first post comes fits the posts that ship with the demo. */
class StaticDataTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void mostPostsHaveAProfileAPlaceAndATopic() throws IOException {
        Set<String> places = lines("places.csv").stream()
                .skip(1)
                .map(line -> line.split(",", -1)[0])
                .collect(Collectors.toSet());
        Set<String> profiles = new HashSet<>();
        for (String line : lines("profiles.jsonl")) {
            JsonNode profile = JSON.readTree(line);
            assertThat(places).contains(profile.path("location").asText());
            assertThat(profile.path("followers").isIntegralNumber()).isTrue();
            profiles.add(profile.path("_id").asText());
        }
        List<Post> posts = Posts.read(Optional.empty());
        Set<String> topics = StaticData.topics().keySet();
        assertThat(posts.stream().filter(post -> profiles.contains(post.author())))
                .hasSizeGreaterThan(280);
        assertThat(posts.stream()
                        .filter(post -> !post.hashtags().isEmpty()
                                && topics.contains(post.hashtags().get(0))))
                .hasSizeGreaterThan(200);
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(StaticData.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
