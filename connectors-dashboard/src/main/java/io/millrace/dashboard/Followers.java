package io.millrace.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The pages that follow. Each gets all panels when it comes, and then each change; one that cannot keep up gets nothing more
 * until it has read what waits for it, and then all panels anew. Everything happens on one thread, but {@link #changed} and
 * {@link #added}, which any may call.
 *
 * <p>A change may be told to a page that got it with the panel already: taking it twice changes nothing.
 */
final class Followers {
    private static final int MOST_CHANGES_WAITING = 500;
    private static final int BEAT_SECONDS = 5;

    private final EventLoop thread;
    private final ServerSettings settings;
    private final Map<Channel, Boolean> isBehind = new LinkedHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger following = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder resyncs = new LongAdder();
    private volatile boolean isLost;
    private volatile @Nullable Board board;

    /** What operators see of the pages. */
    record Metrics(int following, long refused, long resyncs) {}

    Followers(EventLoop thread, ServerSettings settings) {
        this.thread = thread;
        this.settings = settings;
        var unused = thread.scheduleAtFixedRate(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    void follow(Board all) {
        board = all;
    }

    Metrics metrics() {
        return new Metrics(following.get(), refused.sum(), resyncs.sum());
    }

    /** Takes a page in, or says that there are too many. */
    boolean isWelcome() {
        if (isBehind.size() < settings.maxClients()) {
            return true;
        }
        refused.increment();
        return false;
    }

    void join(Channel page) {
        isBehind.put(page, false);
        following.set(isBehind.size());
        var unused = page.closeFuture().addListener(closed -> {
            isBehind.remove(page);
            following.set(isBehind.size());
        });
        tellAll(page);
    }

    /** A page has read what waited for it. */
    void writable(Channel page) {
        if (Boolean.TRUE.equals(isBehind.get(page))) {
            isBehind.put(page, false);
            resyncs.increment();
            tellAll(page);
        }
    }

    void changed(Panel.Change change) {
        enqueue(() -> broadcast(event("change", PanelJson.of(change))));
    }

    void added(Panel panel) {
        enqueue(() -> broadcast(event("panel", panel.snapshot())));
    }

    private void enqueue(Runnable telling) {
        if (thread.isShuttingDown()) {
            return;
        }
        if (waiting.incrementAndGet() > MOST_CHANGES_WAITING) {
            isLost = true;
            waiting.decrementAndGet();
            return;
        }
        thread.execute(() -> {
            waiting.decrementAndGet();
            if (!isBehind.isEmpty()) {
                telling.run();
            }
            if (isLost && waiting.get() == 0) {
                isLost = false;
                List.copyOf(isBehind.keySet()).forEach(this::tellAll);
            }
        });
    }

    private void beat() {
        if (!isBehind.isEmpty()) {
            broadcast(event("beat", Map.of("now", System.currentTimeMillis())));
        }
    }

    private void broadcast(ByteBuf event) {
        // A page whose connection breaks at this leaves at once.
        for (Channel page : List.copyOf(isBehind.keySet())) {
            if (Boolean.TRUE.equals(isBehind.get(page))) {
                continue;
            }
            if (page.isWritable()) {
                send(page, event.retainedDuplicate());
            } else {
                isBehind.replace(page, true);
            }
        }
        event.release();
    }

    private void tellAll(Channel page) {
        Map<String, Object> hello = new LinkedHashMap<>();
        hello.put("heading", settings.heading());
        hello.put("now", System.currentTimeMillis());
        send(page, event("hello", hello));
        Board all = board;
        if (all != null) {
            all.panels().forEach(panel -> send(page, event("panel", panel.snapshot())));
        }
        send(page, event("ready", Map.of()));
    }

    /** What becomes of it shows in the page's connection. */
    private static void send(Channel page, ByteBuf event) {
        var unused = page.writeAndFlush(new DefaultHttpContent(event));
    }

    private static ByteBuf event(String name, Object data) {
        return Unpooled.wrappedBuffer(
                ByteBuffer.wrap(("event: " + name + "\ndata: ").getBytes(UTF_8)),
                ByteBuffer.wrap(Json.bytes(data)),
                ByteBuffer.wrap("\n\n".getBytes(UTF_8)));
    }
}
