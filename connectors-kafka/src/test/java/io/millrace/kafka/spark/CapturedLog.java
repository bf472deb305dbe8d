package io.millrace.kafka.spark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * All that this JVM logs at INFO and above, Spark and Kafka's clients included, until it is closed. Meanwhile nothing is
 * printed: tests of errors would fill the terminal with stack traces that are meant to be.
 */
final class CapturedLog extends AbstractAppender implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = LoggerContext.getContext(false);
    private final LoggerConfig root = context.getConfiguration().getRootLogger();
    private final Map<String, Appender> printers = Map.copyOf(root.getAppenders());

    private CapturedLog() {
        super("captured", null, null, true, Property.EMPTY_ARRAY);
    }

    static CapturedLog begin() {
        CapturedLog log = new CapturedLog();
        log.start();
        log.printers.keySet().forEach(log.root::removeAppender);
        log.root.addAppender(log, Level.INFO, null);
        log.root.setLevel(Level.INFO);
        log.context.updateLoggers();
        return log;
    }

    @Override
    public void append(LogEvent event) {
        Throwable thrown = event.getThrown();
        StringBuilder line = new StringBuilder(event.getMessage().getFormattedMessage());
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            line.append('\n').append(cause);
        }
        lines.add(line.toString());
    }

    String text() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        root.setLevel(Level.WARN);
        root.removeAppender(getName());
        printers.values().forEach(printer -> root.addAppender(printer, null, null));
        context.updateLoggers();
        stop();
    }
}
