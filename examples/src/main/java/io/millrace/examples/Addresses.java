package io.millrace.examples;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where the pipeline finds what it speaks to: for each system the connector's options that say where it is and who asks. Those of
 * what was not started are empty, and the pipeline does without.
 *
 * @param x the filtered stream of X, or its stand-in
 * @param kafka the broker of all topics
 * @param mongodb profiles, and what is known of authors' moods
 * @param hbase topics of hashtags, and counts
 * @param hdfs a table of places
 * @param s3 the archive
 * @param dashboard the page
 */
record Addresses(
        Map<String, String> x,
        Map<String, String> kafka,
        Map<String, String> mongodb,
        Map<String, String> hbase,
        Map<String, String> hdfs,
        Map<String, String> s3,
        Map<String, String> dashboard) {
    /** Options and more of them; names and values follow each other. */
    static Map<String, String> with(Map<String, String> options, String... more) {
        Map<String, String> all = new TreeMap<>(options);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
