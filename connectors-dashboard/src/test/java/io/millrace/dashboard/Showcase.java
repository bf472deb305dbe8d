package io.millrace.dashboard;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Panels of each kind, with the figures of posts about airlines that never were. The same at each run, but for the time. */
final class Showcase {
    private static final List<String> MOODS = List.of("negative", "neutral", "positive");
    private static final List<String> TAGS = List.of(
            "#delayed",
            "#travel",
            "#upgrade",
            "#lostbag",
            "#window",
            "#thankyou",
            "#boarding",
            "#refund",
            "#crew",
            "#wifi");
    private static final List<List<Object>> AIRPORTS = List.of(
            List.of("New York", 40.64, -73.78, 0.95),
            List.of("San Francisco", 37.62, -122.38, 0.62),
            List.of("Chicago", 41.98, -87.90, 0.71),
            List.of("Dallas", 32.90, -97.04, 0.55),
            List.of("London", 51.47, -0.45, 0.88),
            List.of("Frankfurt", 50.03, 8.57, 0.52),
            List.of("Istanbul", 41.26, 28.74, 0.45),
            List.of("Dubai", 25.25, 55.36, 0.66),
            List.of("Delhi", 28.57, 77.10, 0.50),
            List.of("Singapore", 1.36, 103.99, 0.58),
            List.of("Tokyo", 35.55, 139.78, 0.74),
            List.of("Sydney", -33.95, 151.18, 0.36),
            List.of("São Paulo", -23.43, -46.47, 0.41),
            List.of("Johannesburg", -26.14, 28.25, 0.27),
            List.of("Nairobi", -1.32, 36.93, 0.18));
    private static final List<List<String>> POSTS = List.of(
            List.of(
                    "mira",
                    "positive",
                    "Upgraded at the gate and the crew remembered my name. Lovely start of a holiday!"),
            List.of(
                    "t_okafor",
                    "negative",
                    "Two hours on the tarmac, no word from anybody. Is there a pilot on board?"),
            List.of("jonas.b", "neutral", "Boarding now, gate 22, flight to Lisbon #travel"),
            List.of("ana_v", "negative", "My bag is in Denver. I am not. #lostbag"),
            List.of("<b>kim</b>", "positive", "<script>alert('hi')</script> is just text here, as it should be 👍"),
            List.of("priya", "positive", "Refund in three days, without asking twice. Thank you! #refund"),
            List.of("lukas", "neutral", "Does anybody know whether the 7:40 has wifi?"),
            List.of("noor", "negative", "Third gate change. My steps for today are done. #delayed"));

    private final Random random = new Random(7);
    private final Feed rate;
    private final Feed behind;
    private final Feed mood;
    private final Feed authors;
    private final Feed course;
    private final Feed tags;
    private final Feed airports;
    private final Feed latest;
    private final Feed stores;

    Showcase(String port) {
        String[] page = {"port", port, "heading", "Airline posts, live"};
        rate = Feed.to("Posts", "value DOUBLE", with(page, "type", "number", "unit", "posts/s", "position", "1"));
        behind = Feed.to(
                "Behind Kafka", "value BIGINT", with(page, "type", "number", "unit", "events", "position", "2"));
        mood = Feed.to("Good mood", "value DOUBLE", with(page, "type", "number", "unit", "%", "position", "3"));
        authors =
                Feed.to("Posts scored", "value BIGINT", with(page, "type", "number", "unit", "posts", "position", "4"));
        course = Feed.to(
                "Mood of the posts",
                "time TIMESTAMP, mood STRING, posts BIGINT",
                with(
                        page,
                        "type",
                        "series",
                        "series",
                        "mood",
                        "unit",
                        "posts/s",
                        "window",
                        "10m",
                        "position",
                        "5",
                        "width",
                        "two_thirds"));
        tags = Feed.to(
                "Hashtags of the last 5 minutes",
                "tag STRING, posts BIGINT",
                with(
                        page,
                        "type",
                        "bars",
                        "orderBy",
                        "posts desc",
                        "rows",
                        "8",
                        "unit",
                        "posts",
                        "position",
                        "6",
                        "width",
                        "third"));
        airports = Feed.to(
                "Where from",
                "city STRING, latitude DOUBLE, longitude DOUBLE, posts BIGINT",
                with(page, "type", "map", "unit", "posts", "position", "7"));
        latest = Feed.to(
                "Latest posts",
                "time TIMESTAMP, author STRING, mood STRING, post STRING",
                with(page, "type", "latest", "position", "8"));
        stores = Feed.to(
                "Airlines",
                "airline STRING, posts BIGINT, complaints BIGINT, share DOUBLE, score DECIMAL(6,2)",
                with(page, "type", "table", "orderBy", "posts desc", "position", "9", "width", "full"));
    }

    /** Shows ten minutes of the past at once. */
    void past() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (int i = 600; i >= 0; i -= 4) {
            second(now.minusSeconds(i));
        }
    }

    /** Shows what a second brings. */
    void second(Instant time) {
        double t = time.getEpochSecond() / 60.0;
        double load = 190 + 60 * Math.sin(t / 2.1) + 22 * Math.sin(t * 1.7) + random.nextGaussian() * 9;
        double bad = 0.34 + 0.13 * Math.sin(t / 1.3) + random.nextGaussian() * 0.012;
        rate.next(List.of(Math.round(load * 10) / 10.0));
        behind.next(List.of((long) Math.max(0, 240 + 180 * Math.sin(t / 0.9) + random.nextInt(60))));
        mood.next(List.of(Math.round((1 - bad) * 720) / 10.0));
        authors.next(List.of(1_284_310L + (time.getEpochSecond() % 100_000) * 190));
        course.next(List.of(
                List.of(time, MOODS.get(0), (long) (load * bad)),
                List.of(time, MOODS.get(1), (long) (load * 0.22 + random.nextInt(5))),
                List.of(time, MOODS.get(2), (long) (load * (0.78 - bad)))));
        List<List<Object>> counts = new ArrayList<>();
        for (int i = 0; i < TAGS.size(); i++) {
            counts.add(List.of(TAGS.get(i), (long) (5200 / (i + 1.4) + 120 * Math.sin(t + i) + random.nextInt(40))));
        }
        tags.next(counts);
        airports.next(AIRPORTS.stream()
                .map(place -> List.<Object>of(place.get(0), place.get(1), place.get(2), (long)
                        ((double) place.get(3) * 4000 + random.nextInt(300))))
                .toList());
        List<String> post = POSTS.get(random.nextInt(POSTS.size()));
        latest.next(List.of(time, post.get(0), post.get(1), post.get(2)));
        stores.next(List.of(
                airline("Northwind", 41_220, 9_310, "3.90"), airline("Aurelia Air", 36_027, 11_842, "3.24"),
                airline("Southbound", 28_480, 4_217, "4.31"), airline("Pelican", 17_902, 6_630, "2.87")));
    }

    private List<Object> airline(String name, long posts, long complaints, String score) {
        long more = random.nextInt(90);
        return List.of(
                name,
                posts + more,
                complaints,
                Math.round(1000.0 * complaints / posts) / 1000.0,
                new BigDecimal(score));
    }

    private static String[] with(String[] page, String... more) {
        String[] all = Arrays.copyOf(page, page.length + more.length);
        System.arraycopy(more, 0, all, page.length, more.length);
        return all;
    }
}
