package io.millrace.server.x;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest posts that an account's rules matched, oldest first. One thread at a time. */
final class Timeline {
    private static final long KEPT_MILLIS = 10 * 60_000L;
    private static final int KEPT_POSTS = 300_000;

    private final Deque<Kept> posts = new ArrayDeque<>();

    /** A post as it was published. */
    record Kept(long millis, String line) {}

    void add(Kept post) {
        posts.add(post);
        while (posts.size() > KEPT_POSTS || posts.element().millis() < post.millis() - KEPT_MILLIS) {
            posts.remove();
        }
    }

    /** Those published in a time. */
    List<Kept> between(long from, long to) {
        return posts.stream()
                .filter(post -> post.millis() >= from && post.millis() <= to)
                .toList();
    }
}
