package io.millrace.testkit.push;

import io.millrace.api.Intake;
import io.millrace.runtime.journal.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** A receiver in a process of its own, without Spark: takes lines at a port into a journal until it is killed. */
final class JournalProcess {
    private JournalProcess() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        PushedJournal place = PushedJournal.at(Path.of(System.getProperty("journal.directory", "")));
        ServerSocket port = new ServerSocket(Integer.getInteger("journal.port"), 50, InetAddress.getLoopbackAddress());
        try (Journal journal = place.writer();
                Intake intake = new LineServer(port, journal)) {
            System.out.println("takes lines at " + intake.addresses());
            Thread.currentThread().join();
        }
    }
}
