package io.millrace.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Takes pictures of a dashboard, for the README: of one that runs somewhere, or of one with figures made up. */
final class Screenshot {
    private Screenshot() {}

    /** Arguments: the directory for the pictures, and the address of a dashboard if there is one. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        try (Chromium chromium = Chromium.start()) {
            String address = arguments.length > 1 ? arguments[1] : showcase();
            take(chromium, address, 1360, 1110, ColorScheme.LIGHT, directory.resolve("dashboard.png"));
            take(chromium, address, 1360, 1110, ColorScheme.DARK, directory.resolve("dashboard-dark.png"));
            take(chromium, address, 390, 844, ColorScheme.LIGHT, directory.resolve("dashboard-narrow.png"));
        } finally {
            Dashboard.stop();
        }
    }

    private static String showcase() {
        Showcase showcase = new Showcase("0");
        showcase.past();
        showcase.second(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
        return Dashboard.address().orElseThrow().toString();
    }

    private static void take(
            Chromium chromium, String address, int width, int height, ColorScheme scheme, Path picture) {
        Page page = chromium.open(address, width, height, scheme);
        page.waitForSelector("[data-state=live]");
        page.waitForSelector("canvas");
        page.waitForFunction("document.querySelector('.land')?.getAttribute('d')?.length > 1000");
        page.waitForFunction("document.getAnimations().every(one => one.effect.getTiming().iterations === Infinity)");
        page.screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(width < 600));
        page.context().close();
    }
}
