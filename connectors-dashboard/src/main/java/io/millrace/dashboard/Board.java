package io.millrace.dashboard;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All panels of an application. Safe for many threads. */
final class Board {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);
    private static final int MOST_PANELS = 64;

    private final Map<String, Panel> panels = new LinkedHashMap<>();
    private final Consumer<Panel.Change> changed;
    private final Consumer<Panel> added;

    /**
     * A board without panels.
     *
     * @param changed is told of each change, in the order of a panel's epochs
     * @param added is told of each panel that is new, or takes the place of another
     */
    Board(Consumer<Panel.Change> changed, Consumer<Panel> added) {
        this.changed = changed;
        this.added = added;
    }

    /** The panel of this name; another one in its place if it was specified otherwise before. */
    synchronized Panel panel(PanelSpec spec, History history) throws IOException {
        Panel known = panels.get(spec.id());
        if (known != null && known.spec().equals(spec)) {
            return known;
        }
        if (known == null && panels.size() == MOST_PANELS) {
            throw ConnectorException.settings("The page has " + MOST_PANELS + " panels already, so '" + spec.id()
                    + "' has no place; let queries share panels, or take another application");
        }
        if (known != null) {
            known.replaced();
        }
        Panel panel = new Panel(spec, history, changed);
        panels.put(spec.id(), panel);
        added.accept(panel);
        return panel;
    }

    /** In the order in which they stand on the page. */
    synchronized List<Panel> panels() {
        return panels.values().stream()
                .sorted(Comparator.<Panel>comparingInt(panel -> panel.spec().position())
                        .thenComparing(panel -> panel.spec().id()))
                .toList();
    }

    /** No more is written to any panel. */
    synchronized void close() {
        for (Panel panel : panels.values()) {
            try {
                panel.replaced();
            } catch (IOException e) {
                LOG.warn(
                        "Closing the history of panel '{}' failed", panel.spec().id(), e);
            }
        }
    }
}
