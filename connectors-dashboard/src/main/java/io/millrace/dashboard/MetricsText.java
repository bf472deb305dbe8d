package io.millrace.dashboard;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Prometheus scrapes, in its text format. The page's own figures, and those of all queries: {@code
 * millrace_source_recordsBehind{query="q",source="0"}}; what follows a dot in a figure's name goes into the label {@code of}.
 */
final class MetricsText {
    /** Lines by family: a family stands together. */
    private final Map<String, StringBuilder> families = new TreeMap<>();

    private MetricsText() {}

    static String of(Board board, Followers.Metrics pages) {
        MetricsText text = new MetricsText();
        text.add("millrace_dashboard_clients", "gauge", Map.of(), pages.following());
        text.add("millrace_dashboard_clients_refused_total", "counter", Map.of(), (double) pages.refused());
        text.add("millrace_dashboard_resyncs_total", "counter", Map.of(), (double) pages.resyncs());
        for (Panel panel : board.panels()) {
            Panel.Metrics metrics = panel.metrics();
            Map<String, String> labels = Map.of("panel", metrics.id());
            text.add("millrace_dashboard_updates_total", "counter", labels, (double) metrics.updates());
            text.add("millrace_dashboard_rows_total", "counter", labels, (double) metrics.total());
            text.add("millrace_dashboard_rows_kept", "gauge", labels, metrics.rows());
            text.add("millrace_dashboard_last_update_seconds", "gauge", labels, metrics.at() / 1000.0);
        }
        QueryBeans.all().forEach(text::add);
        return String.join("", text.families.values());
    }

    private void add(QueryBeans.Measured one) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("query", one.query());
        String part = one.part().replaceFirst("\\d+$", "");
        if (!part.equals(one.part())) {
            labels.put(part, one.part().substring(part.length()));
        }
        int dot = one.name().indexOf('.');
        if (dot > 0) {
            labels.put("of", one.name().substring(dot + 1));
        }
        String name = dot > 0 ? one.name().substring(0, dot) : one.name();
        add("millrace_" + part + "_" + name.replaceAll("[^A-Za-z0-9_]", "_"), "gauge", labels, one.value());
    }

    private void add(String name, String type, Map<String, String> labels, double value) {
        StringBuilder family =
                families.computeIfAbsent(name, first -> new StringBuilder("# TYPE " + name + " " + type + "\n"));
        family.append(name);
        if (!labels.isEmpty()) {
            family.append('{');
            labels.forEach((label, text) -> family.append(label)
                    .append("=\"")
                    .append(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                    .append("\","));
            family.setLength(family.length() - 1);
            family.append('}');
        }
        family.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
