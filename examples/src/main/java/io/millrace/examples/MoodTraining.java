package io.millrace.examples;

import io.millrace.examples.LabelledPosts.Labelled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.CountVectorizer;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Learns the mood of texts by Spark's MLlib. Cross-validation chooses what is counted, and the classifier. */
final class MoodTraining {
    /** What a model adds to rows beside {@code sentiment} and {@code probability}. */
    static final String[] INTERNAL = Stream.concat(
                    MoodTerms.COLUMNS.stream(),
                    Stream.of("counts", "weights", "features", "rawPrediction", "prediction"))
            .toArray(String[]::new);

    private static final StructType LABELLED =
            StructType.fromDDL("text STRING, label DOUBLE, weight DOUBLE, even DOUBLE");
    private static final int FOLDS = 3;
    private static final long SEED = 1;

    private final SparkSession spark;

    MoodTraining(SparkSession spark) {
        this.spark = spark;
    }

    /** Learns from a sample: a model that adds {@code sentiment}, and {@code probability} of each mood, to rows with a {@code text}. */
    PipelineModel learn(List<Labelled> sample) {
        SQLTransformer terms = new SQLTransformer().setStatement(MoodTerms.statement());
        Dataset<Row> rows = terms.transform(rows(sample)).cache();
        try {
            Pipeline pipeline = new Pipeline();
            CrossValidatorModel chosen = new CrossValidator()
                    .setEstimator(pipeline)
                    .setEstimatorParamMaps(candidates(sample.size())
                            .map(stages -> new ParamMap().put(pipeline.stages(), stages))
                            .toArray(ParamMap[]::new))
                    .setEvaluator(new MulticlassClassificationEvaluator()
                            .setMetricName("f1")
                            .setWeightCol("even"))
                    .setNumFolds(FOLDS)
                    .setParallelism(2)
                    .setSeed(SEED)
                    .fit(rows);
            return named(terms, (PipelineModel) chosen.bestModel());
        } finally {
            rows.unpersist();
        }
    }

    /** How well a model tells the moods of posts that it has not learned from. */
    MoodQuality measure(PipelineModel model, List<Labelled> heldBack) {
        MulticlassMetrics metrics = new MulticlassClassificationEvaluator().getMetrics(model.transform(rows(heldBack)));
        double macroF1 =
                Arrays.stream(metrics.labels()).map(metrics::fMeasure).average().orElse(0);
        return new MoodQuality(heldBack.size(), metrics.accuracy(), macroF1);
    }

    /** Writes a model to a directory, and reads it from there. */
    static PipelineModel savedAndLoaded(PipelineModel model, Path directory) {
        try {
            model.write().overwrite().save(directory.toUri().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PipelineModel.load(directory.toUri().toString());
    }

    /** Words alone or characters too, and what weighs them. Where posts are few, weights are held down more. */
    private static Stream<PipelineStage[]> candidates(int posts) {
        return Stream.of(MoodTerms.WORDS, MoodTerms.ALL)
                .flatMap(terms -> Stream.of(
                        stages(terms, regression(1.0 / (3 * posts))),
                        stages(terms, regression(1.0 / (20 * posts))),
                        stages(
                                terms,
                                new NaiveBayes().setModelType("complement").setWeightCol("weight"))));
    }

    private static PipelineStage regression(double strength) {
        return new LogisticRegression()
                .setFamily("multinomial")
                .setStandardization(false)
                .setRegParam(strength)
                .setMaxIter(60)
                .setWeightCol("weight");
    }

    private static PipelineStage[] stages(String terms, PipelineStage classifier) {
        return new PipelineStage[] {
            new CountVectorizer()
                    .setInputCol(terms)
                    .setOutputCol("counts")
                    .setMinDF(2)
                    .setBinary(true),
            new IDF().setInputCol("counts").setOutputCol("weights"),
            new Normalizer().setInputCol("weights").setOutputCol("features"),
            classifier
        };
    }

    /** The whole model, from the text to the name of its mood. */
    private PipelineModel named(SQLTransformer terms, PipelineModel chosen) {
        SQLTransformer name = new SQLTransformer()
                .setStatement(
                        "SELECT *, element_at(array('%s'), CAST(prediction AS INT) + 1) AS sentiment FROM __THIS__"
                                .formatted(String.join("', '", LabelledPosts.MOODS)));
        return new Pipeline()
                .setStages(new PipelineStage[] {terms, chosen, name})
                .fit(rows(List.of(new Labelled("", 0))));
    }

    /** Rows in which a rare mood weighs more than a frequent one, though not so much as to make up for it. */
    private Dataset<Row> rows(List<Labelled> posts) {
        double[] counts = new double[LabelledPosts.MOODS.size()];
        posts.forEach(post -> counts[post.mood()]++);
        List<Row> rows = new ArrayList<>();
        for (Labelled post : posts) {
            double even = posts.size() / (counts.length * counts[post.mood()]);
            rows.add(RowFactory.create(post.text(), (double) post.mood(), Math.sqrt(even), even));
        }
        return spark.createDataFrame(rows, LABELLED).coalesce(2);
    }
}
