package io.millrace.examples;

import static io.millrace.examples.Addresses.with;

import io.millrace.api.ConnectorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What is known before the first post comes: profiles, topics of hashtags, and places, put where look-ups find them. */
final class StaticData {
    private static final String TOPICS = "topics.csv";
    private static final String PLACES = "places.csv";

    private StaticData() {}

    /** Writes what ships with the demo, or other profiles, to the stores that are there. */
    static void fill(SparkSession spark, Addresses at, Optional<Path> profiles) {
        if (!at.mongodb().isEmpty()) {
            String schema = "_id STRING, username STRING, location STRING, followers BIGINT";
            Dataset<Row> rows =
                    spark.read().schema(schema).json(spark.createDataset(profiles(profiles), Encoders.STRING()));
            write(rows, with(at.mongodb(), "collection", "profiles", "createCollection", "true"));
        }
        if (!at.hbase().isEmpty()) {
            String mapping = "tag STRING :key, topic STRING i:topic";
            Dataset<Row> rows = csv(spark, TOPICS, "tag STRING, topic STRING");
            write(rows, with(at.hbase(), "table", "topics", "mapping", mapping, "createRegions", "1"));
        }
        if (!at.hdfs().isEmpty()) {
            String columns = "location STRING, country STRING, latitude DOUBLE, longitude DOUBLE";
            write(csv(spark, PLACES, columns), with(at.hdfs(), "format", "parquet"));
        }
    }

    /** The authors' profiles, lines of JSON: those of a file, or those that ship with the demo. */
    static List<String> profiles(Optional<Path> file) {
        try {
            return file.isPresent() ? Files.readAllLines(file.get()) : lines("profiles.jsonl");
        } catch (IOException e) {
            throw ConnectorException.settings("The profiles in " + file.get() + " cannot be read: " + e, e);
        }
    }

    /** The topic of each hashtag that has one. */
    static Map<String, String> topics() {
        return firstTwo(TOPICS);
    }

    /** The country of each place. */
    static Map<String, String> countries() {
        return firstTwo(PLACES);
    }

    private static Map<String, String> firstTwo(String name) {
        return lines(name).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .collect(Collectors.toMap(values -> values[0], values -> values[1]));
    }

    private static void write(Dataset<Row> rows, Map<String, String> options) {
        rows.coalesce(1)
                .write()
                .format("millrace")
                .options(options)
                .mode("append")
                .save();
    }

    private static Dataset<Row> csv(SparkSession spark, String name, String columns) {
        return spark.read()
                .schema(columns)
                .option("header", true)
                .csv(spark.createDataset(lines(name), Encoders.STRING()));
    }

    private static List<String> lines(String name) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(StaticData.class.getResourceAsStream(name), name), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
