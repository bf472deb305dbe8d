package io.millrace.dashboard;

import io.millrace.api.Committer;
import java.io.IOException;
import java.util.List;

/** Shows an epoch: one update of its panel. */
final class PanelCommitter implements Committer {
    private final Panel panel;

    PanelCommitter(Panel panel) {
        this.panel = panel;
    }

    @Override
    public void commit(String query, long epoch, List<String> staged) throws IOException {
        panel.show(query, epoch, Staged.of(staged, panel.spec()), System.currentTimeMillis());
    }

    /** Nothing is staged but what the answers of the tasks hold. */
    @Override
    public void abort(String query, long epoch, List<String> staged) {}

    /** The panel stays on the page when its query has ended. */
    @Override
    public void close() {}
}
