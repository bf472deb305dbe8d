package io.millrace.testkit.faults;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.example.MemoryOutput;
import java.io.IOException;

/** The output in memory with one fault, which a subclass plants. */
class BrokenOutput implements OutputConnector {
    final MemoryOutput sound = new MemoryOutput();

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public OptionSet options() {
        return sound.options();
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        Delivery delivery = sound.check(columns, options);
        return delivery instanceof Delivery.Transactional transactional
                ? new Delivery.Transactional(changed(transactional.committer()))
                : delivery;
    }

    /** The committer that is handed out. */
    Committer changed(Committer committer) {
        return committer;
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        return changed(sound.open(task, columns, options, rejects), columns, task);
    }

    /** The writer that is handed out. */
    Writer changed(Writer writer, Columns columns, WriteTask task) {
        return writer;
    }
}
