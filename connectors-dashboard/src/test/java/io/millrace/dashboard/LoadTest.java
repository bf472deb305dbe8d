package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 50 updates a second and 20 pages open, in a real browser: all of them follow, and nothing grows. */
class LoadTest {
    private static final int PAGES = 20;
    private static final int UPDATES_PER_SECOND = 50;
    private static final long ROOM = 6L << 20;

    @AfterEach
    void stop() {
        Dashboard.stop();
    }

    @Test
    void twentyPagesFollowFiftyUpdatesASecond() {
        follow(Duration.ofSeconds(5));
    }

    @Test
    @Tag("soak")
    void twentyPagesFollowFiftyUpdatesASecondForSevenMinutes() {
        follow(Duration.ofMinutes(7));
    }

    /** After a warm-up in which every history is filled, memory is measured, and again at the end. */
    private static void follow(Duration time) {
        List<Feed> feeds = List.of(
                Feed.to("Number", "n BIGINT", "port", "0", "type", "number", "history", "100"),
                Feed.to("Series", "n BIGINT", "type", "series", "history", "100"),
                Feed.to("Latest", "n BIGINT, text STRING", "type", "latest", "history", "50", "rows", "20"),
                Feed.to("Bars", "name STRING, n BIGINT", "type", "bars", "keep", "keyed"),
                Feed.to("Table", "name STRING, n BIGINT"));
        try (Chromium chromium = Chromium.start()) {
            List<Page> pages = new ArrayList<>();
            for (int i = 0; i < PAGES; i++) {
                pages.add(chromium.open(Http.page().toString()));
            }
            long shown = update(feeds, 0, Duration.ofSeconds(10).plus(time.dividedBy(10)), false);
            Page first = pages.get(0);
            awaitShown(pages, shown);
            long pageBefore = memoryOf(first);
            long driverBefore = memory();
            shown = update(feeds, shown, time, true);
            awaitShown(pages, shown);
            long page = memoryOf(first);
            long driver = memory();
            System.out.printf(
                    "LoadTest: %d updates in %s to %d pages; a page %d -> %d kB, the driver %d -> %d kB%n",
                    shown, time, PAGES, pageBefore >> 10, page >> 10, driverBefore >> 10, driver >> 10);
            assertThat(page).as("memory of a page").isLessThan(pageBefore + ROOM);
            assertThat(driver).as("memory of the driver").isLessThan(driverBefore + ROOM);
        }
    }

    /** Updates a panel each fiftieth of a second, or all histories as fast as they fill. */
    private static long update(List<Feed> feeds, long from, Duration time, boolean paced) {
        long number = from;
        long updates = time.toSeconds() * UPDATES_PER_SECOND;
        long begun = System.nanoTime();
        for (int i = 0; i < updates; i++) {
            number++;
            switch (i % 5) {
                case 0 -> feeds.get(0).next(List.of(number));
                case 1 -> feeds.get(1).next(List.of(number));
                case 2 -> feeds.get(2).next(List.of(number, "text of row " + number));
                case 3 -> feeds.get(3).next(List.of("bar " + number % 12, number));
                default -> feeds.get(4).next(List.of("a", number), List.of("b", -number));
            }
            long due = begun + i * TimeUnit.SECONDS.toNanos(1) / UPDATES_PER_SECOND;
            while (paced && System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        if (paced) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("the time that the updates took")
                    .isLessThan(time.multipliedBy(2));
        }
        return number;
    }

    private static void awaitShown(List<Page> pages, long number) {
        // The number is told first of each five.
        String newest = Long.toString(number - 4);
        for (Page page : pages) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(page.getAttribute("[data-panel=Number] .value", "data-value"))
                            .isEqualTo(newest));
        }
    }

    private static long memoryOf(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        session.send("HeapProfiler.collectGarbage");
        JsonObject used = session.send("Runtime.getHeapUsage");
        session.detach();
        return used.get("usedSize").getAsLong();
    }

    private static long memory() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
