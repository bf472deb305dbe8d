package io.millrace.examples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What is done with posts, in Spark SQL: the same for a stream and for a batch of a DStream. */
final class Analysis {
    static final String TAGS =
            "transform(regexp_extract_all(text, r'(?<![\\p{L}\\p{M}\\p{Nd}_&])#([\\p{L}\\p{M}\\p{Nd}_]+)', 1), t -> lower(t))";

    /** The window of ten seconds in which a post was written. */
    static final String WINDOW = "window(created_at, '" + Use.WINDOW_SECONDS + " seconds')";

    private static final String POST =
            "data STRUCT<id: STRING, text: STRING, author_id: STRING, created_at: TIMESTAMP, lang: STRING>";

    private Analysis() {}

    /** The posts that events hold, parsed. */
    static Dataset<Row> posts(Dataset<Row> events) {
        return events.selectExpr("from_json(CAST(value AS STRING), '" + POST + "').data AS post")
                .select("post.*");
    }

    /** Each post with its mood, as key and value. */
    static Dataset<Row> scored(Dataset<Row> posts) {
        return posts.selectExpr("*", TAGS + " AS tags", Sentiment.shipped().score("text") + " AS score")
                .selectExpr(
                        "id AS key",
                        "to_json(struct(id, author_id, created_at, lang, text, tags, score, %s AS sentiment)) AS value"
                                .formatted(Sentiment.name("score")));
    }

    /** Counts with the columns start, tag and uses, as key and value. */
    static Dataset<Row> counted(Dataset<Row> counts) {
        return counts.selectExpr("concat(start, ' ', tag) AS key", "to_json(struct(start, tag, uses)) AS value");
    }
}
