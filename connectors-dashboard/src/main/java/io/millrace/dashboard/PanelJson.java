package io.millrace.dashboard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Panels and their changes as pages get them. */
final class PanelJson {
    private PanelJson() {}

    static Map<String, Object> of(PanelSpec spec) {
        Map<String, Object> panel = new LinkedHashMap<>();
        panel.put("id", spec.id());
        panel.put("type", word(spec.type()));
        panel.put("title", spec.title());
        panel.put("unit", spec.unit());
        panel.put("columns", spec.columns().stream().map(PanelJson::of).toList());
        panel.put("values", spec.values());
        panel.put("time", spec.time());
        panel.put("series", spec.series());
        panel.put("label", spec.label());
        panel.put("latitude", spec.latitude());
        panel.put("longitude", spec.longitude());
        RowOrder order = spec.order();
        if (order != null) {
            panel.put("order", order);
        }
        panel.put("rowsShown", spec.rows());
        Duration window = spec.window();
        panel.put("windowMillis", window == null ? 0 : window.toMillis());
        panel.put("keep", word(spec.keep()));
        panel.put("width", word(spec.width()));
        panel.put("position", spec.position());
        return panel;
    }

    static Map<String, Object> of(Panel.Change change) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("panel", change.panel().spec().id());
        json.put("updates", change.updates());
        json.put("count", change.count());
        json.put("at", change.at());
        json.put("gone", change.gone());
        json.put("rows", change.rows().stream().map(ShownRow::forPages).toList());
        return json;
    }

    private static Map<String, Object> of(Field field) {
        return Map.of(
                "name", field.name(), "kind", field.kind(), "isNumber", field.isNumber(), "isTime", field.isTime());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
