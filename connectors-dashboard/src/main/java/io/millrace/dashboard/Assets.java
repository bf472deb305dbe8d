package io.millrace.dashboard;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page, all of them in our jar. Immutable. */
final class Assets {
    private static final List<String> NAMES = List.of(
            "index.html",
            "dashboard.css",
            "icon.svg",
            "main.js",
            "store.js",
            "format.js",
            "panels.js",
            "number.js",
            "series.js",
            "bars.js",
            "table.js",
            "map.js",
            "vendor/land-110m.json",
            "vendor/uplot/uPlot.esm.js",
            "vendor/uplot/uPlot.min.css");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml");

    private final Map<String, Asset> byPath = new HashMap<>();

    /**
     * A file.
     *
     * @param type its media type
     */
    record Asset(String type, byte[] bytes) {}

    private Assets() {}

    static Assets load() {
        Assets assets = new Assets();
        for (String name : NAMES) {
            assets.byPath.put("/" + name, new Asset(type(name), read(name)));
        }
        assets.byPath.put("/", assets.byPath.get("/index.html"));
        return assets;
    }

    @Nullable
    Asset find(String path) {
        return byPath.get(path);
    }

    private static String type(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }

    private static byte[] read(String name) {
        try (InputStream file = Assets.class.getResourceAsStream("page/" + name)) {
            if (file == null) {
                throw ConnectorException.bug("The jar of the dashboard lacks the page's file " + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
