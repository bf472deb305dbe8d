package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.examples.LabelledPosts.Labelled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model learns of moods. */
class MoodTrainingTest {
    private static SparkSession spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    @Tag("soak")
    void realPostsThatWereHeldBackAreToldAsPeopleToldThem() {
        Path real = RealPosts.directory();
        List<Labelled> posts = LabelledPosts.read(real.resolve("posts.jsonl"), real.resolve("labels.csv"));
        int half = posts.size() / 2;
        MoodTraining training = new MoodTraining(spark);
        PipelineModel model = training.learn(posts.subList(0, half));
        MoodQuality quality = training.measure(model, posts.subList(half, posts.size()));
        System.out.println("MoodTrainingTest, real posts: " + quality);
        assertThat(quality.posts()).isEqualTo(3660);
        assertThat(quality.accuracy()).isGreaterThanOrEqualTo(0.75);
        assertThat(quality.macroF1()).isGreaterThanOrEqualTo(0.67);
    }

    @Test
    void theSampleThatShipsTeachesEnoughAndAModelThatWasSavedTellsTheSame() {
        List<Labelled> posts = LabelledPosts.shipped();
        int learned = posts.size() * 4 / 5;
        MoodTraining training = new MoodTraining(spark);
        PipelineModel model = training.learn(posts.subList(0, learned));
        MoodQuality quality = training.measure(model, posts.subList(learned, posts.size()));
        assertThat(quality.accuracy()).isGreaterThan(0.55);
        PipelineModel loaded = MoodTraining.savedAndLoaded(model, directory.resolve("model"));
        List<String> texts = List.of(
                "What a wonderful and lovely day, I love it! 🎉",
                "Terrible service, never again. I hate this. 😡",
                "The meeting is in room 12 at 9:30",
                "");
        List<String> moods = moods(loaded, texts);
        assertThat(moods.subList(0, 3)).containsExactly("positive", "negative", "neutral");
        assertThat(moods).isEqualTo(moods(model, texts));
    }

    @Test
    void wordsAndPairsAreTermsAndANegationReachesTwoWords() {
        assertThat(terms("I do NOT like it :( sooooo 42 http://t.co/x"))
                .contains("not", "like", "not_like", "not_it", "do not", ":(", "soo", "0", "link")
                .doesNotContain("not_:(");
    }

    @Test
    void labelsThatCannotBeUsedAreNamed() throws Exception {
        Path posts = directory.resolve("posts.jsonl");
        Path labels = directory.resolve("labels.csv");
        Files.writeString(posts, "{\"data\":{\"id\":\"1\",\"text\":\"a\"}}\n");
        Files.writeString(labels, "id,mood\n1,positive\n");
        assertThatThrownBy(() -> LabelledPosts.read(posts, labels))
                .hasMessageContaining("must name the columns 'id' and 'label'; it is [id, mood]");
        Files.writeString(labels, "id,label\n1,cheerful\n");
        assertThatThrownBy(() -> LabelledPosts.read(posts, labels)).hasMessageContaining("'1,cheerful'");
        Files.writeString(labels, "id,label\n2,positive\n");
        assertThatThrownBy(() -> LabelledPosts.read(posts, labels)).hasMessageContaining("None of the posts");
        Files.writeString(labels, "label,id\nneutral,1\n");
        assertThat(LabelledPosts.read(posts, labels)).containsExactly(new Labelled("a", 1));
    }

    private static List<String> moods(PipelineModel model, List<String> texts) {
        return model.transform(texts(texts)).selectExpr("sentiment").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static List<String> terms(String text) {
        Row terms = new org.apache.spark.ml.feature.SQLTransformer()
                .setStatement(MoodTerms.statement())
                .transform(texts(List.of(text)))
                .selectExpr(MoodTerms.PAIRS)
                .first();
        return terms.getList(0);
    }

    private static Dataset<Row> texts(List<String> texts) {
        return spark.createDataset(texts, Encoders.STRING()).toDF("text");
    }
}
