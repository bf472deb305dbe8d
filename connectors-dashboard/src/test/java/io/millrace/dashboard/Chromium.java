package io.millrace.dashboard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Chromium of this machine, without a window. Playwright's driver runs on the machine's Node.js, and neither of them
 * downloads anything. Used by one thread.
 */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path program, Path node) {
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node.toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        // Without its sandbox, which needs more than a container grants: all it opens here is our own page.
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-dev-shm-usage",
                                "--disable-gpu",
                                "--renderer-process-limit=2")));
    }

    /** Starts it, or skips the test where there is none. */
    static Chromium start() {
        Optional<Path> program =
                NAMES.stream().flatMap(name -> find(name).stream()).findFirst();
        Optional<Path> node = find("node");
        assumeTrue(
                program.isPresent(),
                "There is no Chromium among the programs of this machine; scripts/setup.sh installs one");
        assumeTrue(
                node.isPresent(),
                "There is no Node.js among the programs of this machine; scripts/setup.sh installs one");
        return new Chromium(program.orElseThrow(), node.orElseThrow());
    }

    /** A page of a visitor of its own. */
    Page open(String address) {
        return open(address, 1360, 900, ColorScheme.LIGHT);
    }

    Page open(String address, int width, int height, ColorScheme scheme) {
        BrowserContext visitor = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setTimezoneId("UTC")
                .setLocale("en-GB")
                .setDeviceScaleFactor(width < 600 ? 2 : 1));
        visitor.setDefaultTimeout(20_000);
        Page page = visitor.newPage();
        page.navigate(address, new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
        return page;
    }

    /** Closes all visitors' pages. */
    void closePages() {
        List.copyOf(browser.contexts()).forEach(BrowserContext::close);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
