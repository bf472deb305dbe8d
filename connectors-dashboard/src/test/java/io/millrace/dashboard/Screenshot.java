package io.millrace.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;

/** Takes pictures of a dashboard, for the README. */
final class Screenshot {
    private Screenshot() {}

    /** Arguments: the directory for the pictures, and the address of the dashboard. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        String address = arguments[1];
        try (Chromium chromium = Chromium.start()) {
            take(chromium, address, 1360, 740, ColorScheme.LIGHT, directory.resolve("dashboard.png"));
            take(chromium, address, 1360, 740, ColorScheme.DARK, directory.resolve("dashboard-dark.png"));
            take(chromium, address, 390, 844, ColorScheme.LIGHT, directory.resolve("dashboard-narrow.png"));
        }
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
