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
import org.apache.spark.ml.PredictionModel;
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
    private static final String FEATURES = "_features";

    /** What a model adds to rows beside {@code sentiment} and {@code probability}. */
    static final String[] INTERNAL = Stream.of(
                    MoodTerms.COLUMNS.stream(),
                    Stream.of(MoodTerms.WORDS, MoodTerms.PAIRS)
                            .flatMap(terms -> Stream.of(terms + "_counts", terms + "_weights", terms + FEATURES)),
                    Stream.of("rawPrediction", "prediction"))
            .flatMap(columns -> columns)
            .toArray(String[]::new);

    private static final StructType LABELLED =
            StructType.fromDDL("text STRING, label DOUBLE, weight DOUBLE, even DOUBLE");
    private static final int FOLDS = 2;
    private static final long SEED = 1;

    private final SparkSession spark;

    MoodTraining(SparkSession spark) {
        this.spark = spark;
    }

    /** Learns from a sample: a model that adds {@code sentiment}, and {@code probability} of each mood, to rows with a {@code text}. */
    PipelineModel learn(List<Labelled> sample) {
        SQLTransformer terms = new SQLTransformer().setStatement(MoodTerms.statement());
        Dataset<Row> texts = terms.transform(rows(sample)).cache();
        // What is counted knows no labels, so it is learned once, and not again for each part of the cross-validation.
        PipelineModel words = features(MoodTerms.WORDS).fit(texts);
        PipelineModel pairs = features(MoodTerms.PAIRS).fit(texts);
        Dataset<Row> counted = pairs.transform(words.transform(texts))
                .select("label", "weight", "even", MoodTerms.WORDS + FEATURES, MoodTerms.PAIRS + FEATURES)
                .cache();
        try {
            Pipeline pipeline = new Pipeline();
            CrossValidatorModel chosen = new CrossValidator()
                    .setEstimator(pipeline)
                    .setEstimatorParamMaps(classifiers(sample.size())
                            .map(one -> new ParamMap().put(pipeline.stages(), new PipelineStage[] {one}))
                            .toArray(ParamMap[]::new))
                    .setEvaluator(new MulticlassClassificationEvaluator()
                            .setMetricName("f1")
                            .setWeightCol("even"))
                    .setNumFolds(FOLDS)
                    .setParallelism(2)
                    .setSeed(SEED)
                    .fit(counted);
            PredictionModel<?, ?> best = (PredictionModel<?, ?>) ((PipelineModel) chosen.bestModel()).stages()[0];
            return whole(terms, best.getFeaturesCol().equals(MoodTerms.PAIRS + FEATURES) ? pairs : words, best);
        } finally {
            counted.unpersist();
            texts.unpersist();
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

    private static Pipeline features(String terms) {
        return new Pipeline().setStages(new PipelineStage[] {
            new CountVectorizer()
                    .setInputCol(terms)
                    .setOutputCol(terms + "_counts")
                    .setMinDF(2)
                    .setBinary(true),
            new IDF().setInputCol(terms + "_counts").setOutputCol(terms + "_weights"),
            new Normalizer().setInputCol(terms + "_weights").setOutputCol(terms + FEATURES)
        });
    }

    /** On words alone or on pairs too. Where posts are few, weights are held down more. */
    private static Stream<PipelineStage> classifiers(int posts) {
        return Stream.of(MoodTerms.WORDS, MoodTerms.PAIRS)
                .flatMap(terms -> Stream.of(
                        regression(posts).setFeaturesCol(terms + FEATURES),
                        new NaiveBayes()
                                .setModelType("complement")
                                .setWeightCol("weight")
                                .setFeaturesCol(terms + FEATURES)));
    }

    private static LogisticRegression regression(int posts) {
        return new LogisticRegression()
                .setFamily("multinomial")
                .setStandardization(false)
                .setRegParam(1.0 / (3 * posts))
                .setMaxIter(12)
                .setTol(1e-3)
                .setWeightCol("weight");
    }

    /** From the text to the name of its mood. */
    private PipelineModel whole(SQLTransformer terms, PipelineModel features, PipelineStage classifier) {
        SQLTransformer name = new SQLTransformer()
                .setStatement(
                        "SELECT *, element_at(array('%s'), CAST(prediction AS INT) + 1) AS sentiment FROM __THIS__"
                                .formatted(String.join("', '", LabelledPosts.MOODS)));
        return new Pipeline()
                .setStages(new PipelineStage[] {terms, features, classifier, name})
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
        return spark.createDataFrame(rows, LABELLED).coalesce(1);
    }
}
