package ${package};

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;

/** Writes rows: the column {@code value} becomes an event. */
public final class ${system}Output implements OutputConnector {
    /** For the service loader. */
    public ${system}Output() {}

    @Override
    public String name() {
        return "${system.toLowerCase()}";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(${system}Options.PATH, ${system}Options.FILE);
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        for (Column column : columns.list()) {
            if (!column.name().equalsIgnoreCase("value")) {
                throw ConnectorException.settings(
                        "Column '" + column.name() + "' has no place in an event; leave it out, or name it 'value'");
            }
            if (!column.is("STRING", "BINARY")) {
                throw ConnectorException.settings("Column 'value' is " + column.type() + "; expected STRING or BINARY");
            }
        }
        if (columns.list().isEmpty()) {
            throw ConnectorException.settings("The column 'value' is missing");
        }
        ${system}Client.connect(options).close();
        return new Delivery.AtLeastOnce();
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        return new ${system}Writer(${system}Client.connect(options), options.value(${system}Options.FILE), rejects);
    }
}
