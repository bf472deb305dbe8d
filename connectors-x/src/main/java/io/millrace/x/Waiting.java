package io.millrace.x;

import io.millrace.api.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Posts that wait to be durable, within a bound of memory. Safe for many threads. */
final class Waiting {
    private final long most;
    private final Deque<Message.Post> posts = new ArrayDeque<>();
    private long bytes;
    private boolean ended;

    Waiting(long most) {
        this.most = most;
    }

    /** Adds a post if there is room; one alone always has. */
    synchronized boolean offer(Message.Post post) {
        if (!posts.isEmpty() && bytes + post.bytes() > most) {
            return false;
        }
        posts.add(post);
        bytes += post.bytes();
        notifyAll();
        return true;
    }

    /** Adds a post when there is room. */
    synchronized void put(Message.Post post) throws InterruptedException {
        while (!offer(post)) {
            wait();
        }
    }

    /** No more will be added. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The next posts, of which there is one at least; none at the end. */
    synchronized List<Event> take(int count) throws InterruptedException {
        while (posts.isEmpty() && !ended) {
            wait();
        }
        List<Event> taken = new ArrayList<>();
        while (!posts.isEmpty() && taken.size() < count) {
            Message.Post post = posts.remove();
            bytes -= post.bytes();
            taken.add(post.event());
        }
        notifyAll();
        return taken;
    }
}
