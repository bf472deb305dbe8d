package io.millrace.examples;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The world outside: hands posts to the source at a steady rate, in a thread of its own. Each post has an id that no other has,
 * and counts as handed over when the source has taken it.
 */
final class Feeder implements Feed {
    private static final long TICK_MILLIS = 5;

    private final Source source;
    private final List<Post> posts;
    private final long rate;
    private final HandedOver handedOver;
    private final Thread thread = new Thread(this::feed, "feeder");
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Exception failure;

    Feeder(Source source, List<Post> posts, long rate, HandedOver handedOver) {
        this.source = source;
        this.posts = posts;
        this.rate = rate;
        this.handedOver = handedOver;
    }

    @Override
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Throws when a post could not be handed over. */
    @Override
    public void check() {
        Exception found = failure;
        if (found != null) {
            throw new IllegalStateException("A post was not taken: " + found, found);
        }
    }

    /** Hands over no more, and comes back when the source has answered for every post. */
    @Override
    public void stop() throws InterruptedException {
        stop.countDown();
        thread.join();
        check();
    }

    private void feed() {
        long begun = System.nanoTime();
        int number = 0;
        try {
            while (!stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS) && failure == null) {
                long due = (long) ((System.nanoTime() - begun) / 1e9 * rate);
                while (number < due && stop.getCount() > 0) {
                    send(number++);
                }
            }
            source.flush();
        } catch (InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    private void send(int number) {
        Post post = posts.get(number % posts.size());
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        byte[] line = post.line(handedOver.id(number), now);
        source.send(
                post.author(),
                line,
                refusal -> refusal.ifPresentOrElse(
                        why -> failure = why, () -> handedOver.add(number, now, post.author(), post.hashtags())));
    }
}
