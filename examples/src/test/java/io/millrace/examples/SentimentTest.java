package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the pipeline's SQL makes of texts. */
class SentimentTest {
    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void goodAndBadWordsCountOnce() {
        assertThat(scores(List.of(
                        "What a wonderful, WONDERFUL day, I love it",
                        "Terrible. Awful!",
                        "Great food, terrible noise",
                        "The train leaves at nine",
                        "",
                        "Nothing but 👍🎉",
                        "That is not bad",
                        "I don’t like this",
                        "would not recommend",
                        "Danke, das war großartig")))
                .containsExactly(2L, -2L, 0L, 0L, 0L, 2L, 1L, -1L, -1L, 2L);
    }

    @Test
    void theSampleHasAllMoods() {
        List<Long> scores = scores(texts(Posts.read(Optional.empty())));
        assertThat(scores.stream().filter(score -> score > 0).count()).isBetween(60L, 150L);
        assertThat(scores.stream().filter(score -> score < 0).count()).isBetween(60L, 150L);
        assertThat(scores.stream().filter(score -> score == 0).count()).isBetween(60L, 180L);
    }

    @Test
    void theSqlFindsTheHashtagsThatAPlainReaderFinds() {
        List<Post> posts = Posts.read(Optional.empty());
        List<List<String>> found = spark
                .createDataset(texts(posts), Encoders.STRING())
                .toDF("text")
                .selectExpr(Analysis.TAGS)
                .collectAsList()
                .stream()
                .map(row -> row.<String>getList(0))
                .toList();
        assertThat(found).isEqualTo(posts.stream().map(Post::hashtags).toList());
    }

    @Test
    void realPostsThatPeopleCallPositiveScoreHigherThanThoseTheyCallNegative() throws Exception {
        Path directory = RealPosts.directory();
        List<Post> posts = Posts.read(Optional.of(directory.resolve("posts.jsonl")));
        Map<String, String> labels = new HashMap<>();
        Files.readAllLines(directory.resolve("labels.csv"))
                .forEach(line -> labels.put(line.split(",", -1)[0], line.split(",", -1)[2]));
        List<Long> scores = scores(texts(posts));
        Map<String, Double> means = IntStream.range(0, posts.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        i -> labels.getOrDefault(posts.get(i).id(), ""), Collectors.averagingLong(scores::get)));
        assertThat(means.get("positive")).isGreaterThan(means.getOrDefault("neutral", 0.0) + 0.3);
        assertThat(means.get("neutral")).isGreaterThan(means.getOrDefault("negative", 0.0) + 0.1);
    }

    private static List<String> texts(List<Post> posts) {
        return posts.stream().map(Post::text).toList();
    }

    private static List<Long> scores(List<String> texts) {
        List<Row> rows = spark.createDataset(texts, Encoders.STRING())
                .toDF("text")
                .selectExpr("CAST(" + Sentiment.shipped().score("text") + " AS BIGINT)")
                .collectAsList();
        return rows.stream().map(row -> row.getLong(0)).toList();
    }
}
