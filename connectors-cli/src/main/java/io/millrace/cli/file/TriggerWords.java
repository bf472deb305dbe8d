package io.millrace.cli.file;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words in which a trigger is told. */
final class TriggerWords {
    private static final Option<Duration> TIME =
            Option.duration("trigger").required().check(time -> !time.isZero(), "must be more than 0");
    private static final OptionSet TIMES = OptionSet.of(TIME);

    private TriggerWords() {}

    /** The trigger, or null if the words mean none; then that is added to the faults. */
    static @Nullable Trigger read(Located words, List<Fault> faults) {
        String text = words.text().strip();
        if (text.equals("available-now")) {
            return new Trigger(Trigger.Kind.AVAILABLE_NOW, Duration.ZERO);
        }
        boolean realTime = text.equals("real-time") || text.startsWith("real-time ");
        String time = realTime ? text.substring("real-time".length()).strip() : text;
        try {
            Duration duration = TIMES.read(Map.of(TIME.name(), realTime && time.isEmpty() ? "5m" : time))
                    .value(TIME);
            return new Trigger(realTime ? Trigger.Kind.REAL_TIME : Trigger.Kind.EVERY, duration);
        } catch (ConnectorException e) {
            faults.add(new Fault(
                    words.spot(),
                    "The trigger '" + text
                            + "' is not known; write a length of time such as 10s or 500ms, available-now, or"
                            + " real-time 5m"));
            return null;
        }
    }
}
