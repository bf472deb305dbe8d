package io.millrace.server.x;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes the posts of a file to all accounts at a steady rate, from the first moment that somebody listens; started again it
 * goes on where it was.
 */
final class Player implements Runnable {
    private final Accounts accounts;
    private final Path file;
    private final double perSecond;

    Player(Accounts accounts, Path file, double perSecond) {
        this.accounts = accounts;
        this.file = file;
        this.perSecond = perSecond;
    }

    @Override
    public void run() {
        try (BufferedReader posts = Files.newBufferedReader(file)) {
            long done = 0;
            while (done < accounts.played() && posts.readLine() != null) {
                done++;
            }
            while (done == 0 && !accounts.isHeard()) {
                LockSupport.parkNanos(20_000_000);
            }
            long begun = System.nanoTime();
            long first = done;
            for (String line = posts.readLine(); line != null; line = posts.readLine()) {
                long due = begun + (long) ((done - first) / perSecond * 1e9);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                accounts.publish(line);
                accounts.playedOne();
                done++;
            }
            System.out.println("played " + done);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
