package io.millrace.testkit.push;

import io.millrace.api.Intake;
import io.millrace.runtime.journal.Journal;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.Ready;
import io.millrace.testkit.server.ServerBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A receiver in a process of its own, without Spark: takes lines at a port into a journal until it is killed. */
final class JournalProcess {
    private static final String HADOOP = "journal.hadoop.";

    private JournalProcess() {}

    /** The process, not started yet; ready when it takes lines. */
    static ServerBuilder process(String directory, int port, Map<String, String> hadoop) {
        ServerBuilder process = ChildJvm.of(JournalProcess.class)
                .property("journal.directory", directory)
                .property("journal.port", Integer.toString(port))
                .ready(Ready.line("takes lines"));
        hadoop.forEach((name, value) -> process.property(HADOOP + name, value));
        return process;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> hadoop = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(HADOOP))
                .forEach(name -> hadoop.put(name.substring(HADOOP.length()), System.getProperty(name, "")));
        PushedJournal place = PushedJournal.at(System.getProperty("journal.directory", ""), hadoop);
        try (Journal journal = place.writer();
                Intake intake = PushedJournal.lines(Integer.getInteger("journal.port"), journal)) {
            System.out.println("takes lines at " + intake.addresses());
            Thread.currentThread().join();
        }
    }
}
