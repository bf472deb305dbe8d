package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.TcpProxy;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see, in a real browser. */
class BrowserTest {
    private static final String EVIL = "<script>window.evil = 1</script><img src=x onerror='window.evil = 1'>";

    private static Chromium chromium;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void end() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void stop() {
        chromium.closePages();
        Dashboard.stop();
    }

    @Test
    void thePageShowsTheNumbersOfTheStreamAlsoAfterTheConnectionWasCut() {
        Feed number = feed("Number", "n BIGINT", "type", "number");
        Feed latest = feed("Latest", "n BIGINT", "type", "latest", "rows", "100");
        number.next(List.of(1L));
        try (TcpProxy proxy = TcpProxy.to(Http.page().getPort())) {
            Page page = chromium.open("http://127.0.0.1:" + proxy.port() + "/");
            awaitNumber(page, "1");
            for (long i = 0; i < 40; i++) {
                number.next(List.of(1000 + i));
                latest.next(List.of(i), List.of(i + 1000));
                if (i % 15 == 5) {
                    proxy.cut();
                }
            }
            awaitNumber(page, "1039");
            await().untilAsserted(() -> assertThat(cells(page, "Latest"))
                    .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 40)
                            .flatMap(i -> LongStream.of(i, i + 1000))
                            .mapToObj(Long::toString)
                            .toList()));

            proxy.refuse();
            proxy.cut();
            page.waitForSelector("[data-state=reconnecting]");
            number.next(List.of(7777L));
            proxy.resume();
            awaitNumber(page, "7777");
            page.waitForSelector("[data-state=live]");
        }
    }

    @Test
    void aPageGoesOnWithANewDriver() {
        String port = Integer.toString(FreePorts.next());
        String[] options = {"type", "latest", "port", port, "historyDirectory", directory.toString()};
        Feed before = Feed.to("Latest", "n BIGINT", options);
        before.show(0, List.of(List.of(1L), List.of(2L)));
        before.show(1, List.of(List.of(3L)));
        Page page = chromium.open("http://127.0.0.1:" + port + "/");
        await().untilAsserted(() -> assertThat(cells(page, "Latest")).containsExactly("3", "2", "1"));
        Dashboard.stop();
        page.waitForSelector("[data-state=reconnecting]");

        Feed after = Feed.to("Latest", "n BIGINT", options);
        after.show(1, List.of(List.of(3L)));
        after.show(2, List.of(List.of(4L)));
        await().untilAsserted(() -> assertThat(cells(page, "Latest")).containsExactly("4", "3", "2", "1"));
    }

    @Test
    void aPanelThatTheNewDriverDoesNotHaveGoes() {
        String port = Integer.toString(FreePorts.next());
        Feed.to("Old", "n BIGINT", "port", port).next(List.of(1L));
        Page page = chromium.open("http://127.0.0.1:" + port + "/");
        page.waitForSelector("[data-panel=Old]");
        Dashboard.stop();
        Feed.to("New", "n BIGINT", "port", port).next(List.of(1L));
        page.waitForSelector("[data-panel=New]");
        await().untilAsserted(
                        () -> assertThat(page.querySelector("[data-panel=Old]")).isNull());
    }

    @Test
    void textOfTheStreamIsShownAsText() {
        feed(EVIL, "name STRING, n BIGINT", "type", "bars", "unit", EVIL).next(List.of(EVIL, 1L));
        feed("Table", "name STRING, `" + EVIL.replace(" ", "") + "` ARRAY<STRING>")
                .next(List.of(EVIL, List.of(EVIL)));
        feed("Latest", "name STRING", "type", "latest").next(List.of(EVIL));
        feed("Series", "name STRING, n BIGINT", "type", "series", "series", "name")
                .next(List.of(EVIL, 1L), List.of("b", 2L));
        feed("Map", "name STRING, latitude DOUBLE, longitude DOUBLE, n INT", "type", "map")
                .next(List.of(EVIL, 1.0, 1.0, 1L));
        feed("Number", "n BIGINT", "type", "number", "unit", EVIL).next(List.of(1L));
        Page page = chromium.open(Http.page().toString());
        List<String> complaints = new ArrayList<>();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.waitForSelector("[data-panel=Number] .value:has-text('1')");
        page.waitForSelector("canvas");
        page.hover(".bar-list li");
        page.hover(".uplot .u-over");
        page.hover("circle");

        assertThat(page.querySelectorAll("#panels script, #panels img, #tip img"))
                .isEmpty();
        assertThat(page.evaluate("window.evil")).isNull();
        assertThat(page.textContent("h2")).isEqualTo(EVIL);
        assertThat(cells(page, "Latest")).containsExactly(EVIL);
        assertThat(page.textContent(".legend")).contains(EVIL);
        assertThat(page.textContent("#tip")).isEqualTo(EVIL + ": 1");
        assertThat(complaints).isEmpty();
    }

    @Test
    void eachKindOfPanelShowsItsValuesExactly() {
        feed("Number", "n BIGINT", "type", "number").next(List.of(Long.MAX_VALUE));
        feed("Bars", "name STRING, n DECIMAL(30,2)", "type", "bars", "orderBy", "n desc")
                .next(List.of("a", new BigDecimal("1.50")), List.of("b", new BigDecimal("12345678901234567890.10")));
        feed("Map", "name STRING, latitude DOUBLE, longitude DOUBLE, n BIGINT", "type", "map")
                .next(List.of("London", 51.5, -0.1, 5L));
        Page page = chromium.open(Http.page().toString());
        awaitNumber(page, Long.toString(Long.MAX_VALUE));
        assertThat(page.textContent("[data-panel=Number] .value")).isEqualTo("9,223,372,036,854,775,807");
        assertThat(page.querySelectorAll("[data-panel=Bars] li").stream().map(item -> item.textContent()))
                .containsExactly("b12,345,678,901,234,567,890.10", "a1.50");
        page.hover("circle");
        assertThat(page.textContent("#tip")).isEqualTo("London: 5");
        double x = Double.parseDouble(page.getAttribute("circle", "cx"));
        assertThat(x).as("London is in the middle").isBetween(470.0, 490.0);
    }

    @Test
    void aLineShowsTheValueUnderThePointer() {
        Feed feed = feed("Series", "n BIGINT", "type", "series", "unit", "posts");
        feed.next(List.of(41L));
        feed.next(List.of(42L));
        Page page = chromium.open(Http.page().toString());
        page.waitForSelector("canvas");
        page.mouse().move(0, 0);
        page.hover(".uplot .u-over");
        assertThat(page.textContent(".hover")).containsPattern("n4[12] posts");
    }

    @Test
    void aPageThatIsPausedStandsStillAndThenShowsAll() {
        Feed number = feed("Number", "n BIGINT", "type", "number");
        Feed other = feed("Latest", "n BIGINT", "type", "latest");
        number.next(List.of(1L));
        Page page = chromium.open(Http.page().toString());
        awaitNumber(page, "1");
        page.keyboard().press(" ");
        page.waitForSelector("[data-state=paused]");
        number.next(List.of(2L));
        other.next(List.of(3L));
        page.waitForFunction("() => new Promise(done => setTimeout(() => done(true), 600))");
        assertThat(page.getAttribute("[data-panel=Number] .value", "data-value"))
                .isEqualTo("1");
        page.click("#pause");
        awaitNumber(page, "2");
        assertThat(cells(page, "Latest")).containsExactly("3");
    }

    @Test
    void aPageIsReadableOnANarrowScreenInLightAndDark() {
        new Showcase(Integer.toString(FreePorts.next())).past();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = chromium.open(Http.page().toString(), 390, 844, scheme);
            page.waitForSelector("canvas");
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo(scheme == ColorScheme.LIGHT ? "rgb(244, 246, 250)" : "rgb(13, 17, 23)");
            page.click("#theme");
            page.click("#theme");
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(13, 17, 23)");
        }
    }

    @Test
    void aPageOpensWithItsTokenAndStaysOpen() {
        String token = "a-token-of-16-chars";
        Feed feed = feed("Number", "n BIGINT", "type", "number", "token", token);
        feed.next(List.of(5L));
        Page page = chromium.open(Http.page() + "?token=" + token);
        awaitNumber(page, "5");
        assertThat(page.url()).doesNotContain(token);
    }

    private static void awaitNumber(Page page, String value) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(page.getAttribute("[data-panel=Number] .value", "data-value"))
                        .isEqualTo(value));
    }

    static List<String> cells(Page page, String panel) {
        return page.querySelectorAll("[data-panel='" + panel + "'] tbody td").stream()
                .map(cell -> cell.getAttribute("data-value"))
                .toList();
    }

    private static Feed feed(String title, String columns, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        if (Dashboard.address().isEmpty()) {
            all.addAll(List.of("port", "0"));
        }
        return Feed.to(title, columns, all.toArray(String[]::new));
    }
}
