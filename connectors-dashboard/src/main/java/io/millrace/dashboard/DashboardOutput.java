package io.millrace.dashboard;

import io.millrace.api.Columns;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;

/** The rows of each epoch, shown in a panel of a web page that the driver serves. */
public final class DashboardOutput implements OutputConnector {
    /** For the service loader. */
    public DashboardOutput() {}

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public OptionSet options() {
        return DashboardOptions.all();
    }

    /** Also starts the page, if no query of this application has. */
    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        PanelSpec spec = PanelSpec.of(columns, options);
        History history = options.find(DashboardOptions.HISTORY_DIRECTORY)
                .map(directory -> FileHistory.of(directory, spec))
                .orElse(History.NONE);
        Board board = Dashboard.open(ServerSettings.of(options));
        return new Delivery.Transactional(new PanelCommitter(board.panel(spec, history)));
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) {
        return new PanelWriter(PanelSpec.of(columns, options), rejects);
    }
}
