package io.millrace.testkit.faults;

import io.millrace.api.Advance;
import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log that does what another one does. */
class ForwardingLog implements Log {
    final Log log;

    ForwardingLog(Log log) {
        this.log = log;
    }

    @Override
    public Offsets start(StartFrom from) throws IOException {
        return log.start(from);
    }

    @Override
    public Tip tip(StopAt stop) throws IOException {
        return log.tip(stop);
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
        return log.advance(from, tip, budget);
    }

    @Override
    public Advance discover(Offsets from) throws IOException {
        return log.discover(from);
    }

    @Override
    public List<Range> plan(Offsets from, Offsets to) {
        return log.plan(from, to);
    }

    @Override
    public Map<String, Backlog> behind(Offsets from, Tip tip) throws IOException {
        return log.behind(from, tip);
    }

    @Override
    public Optional<Offsets> ends(Tip tip) {
        return log.ends(tip);
    }

    @Override
    public void committed(Offsets upTo) throws IOException {
        log.committed(upTo);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
