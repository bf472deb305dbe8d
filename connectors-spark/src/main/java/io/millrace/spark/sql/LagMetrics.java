package io.millrace.spark.sql;

import io.millrace.api.Backlog;
import io.millrace.runtime.ReadMetrics;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;

/** What a query's progress shows of a source: how far it is behind, by the words that users of Spark's Kafka source know. */
final class LagMetrics {
    private LagMetrics() {}

    static Map<String, String> of(Map<String, Backlog> behind, ReadMetrics metrics) {
        Map<String, String> shown = new TreeMap<>();
        LongSummaryStatistics records = new LongSummaryStatistics();
        behind.forEach((partition, backlog) -> {
            backlog.records().ifPresent(count -> {
                records.accept(count);
                shown.put("behind." + partition, Long.toString(count));
            });
            backlog.time().ifPresent(time -> shown.put("behindMillis." + partition, Long.toString(time.toMillis())));
        });
        if (records.getCount() > 0) {
            shown.put("minOffsetsBehindLatest", Long.toString(records.getMin()));
            shown.put("maxOffsetsBehindLatest", Long.toString(records.getMax()));
            shown.put("avgOffsetsBehindLatest", Double.toString(records.getAverage()));
            shown.put("recordsBehind", Long.toString(records.getSum()));
        }
        shown.put("retries", Long.toString(metrics.retries().sum()));
        shown.put("dataLoss", Long.toString(metrics.losses().sum()));
        return shown;
    }
}
