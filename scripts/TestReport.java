import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** What {@code ./test} says at the end: read from Maven's log and Surefire's reports of this run. */
final class TestReport {
    private static final Pattern MODULE =
            Pattern.compile("\\[INFO] (.+?) \\.{2,} (SUCCESS|FAILURE|SKIPPED)(?: \\[ *(?:(\\d+):)?([\\d.]+) (s|min|h)])?$");
    private static final Pattern SOAK = Pattern.compile("@Tag\\(\"soak\"\\)");

    private final Path root;
    private int run;
    private int failed;
    private final List<String> failures = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    private TestReport(Path root) {
        this.root = root;
    }

    /** Arguments: the checkout, Maven's log, the second at which the run began, and whether soak tests "ran" or are "left". */
    public static void main(String[] args) throws Exception {
        var report = new TestReport(Path.of(args[0]));
        System.out.println();
        printSeconds(Path.of(args[1]));
        report.read(Long.parseLong(args[2]));
        print("failed tests", report.failures);
        print("skipped tests", report.skipped);
        if (args[3].equals("left")) {
            print("left to ./test --soak (places tagged)", report.soak());
        }
        int skips = report.skipped.size();
        System.out.printf("%d passed, %d failed, %d skipped%n", report.run - report.failed - skips, report.failed, skips);
    }

    private static void printSeconds(Path log) throws IOException {
        System.out.println("seconds per module:");
        for (String line : Files.readAllLines(log)) {
            Matcher m = MODULE.matcher(line);
            if (m.find()) {
                String note = m.group(2).equals("SUCCESS") ? "" : "  " + m.group(2);
                System.out.printf("  %7.1f  %s%s%n", secondsOf(m), m.group(1), note);
            }
        }
    }

    /** Maven writes "7.258 s", "01:12 min" or "02:10 h", and nothing for a module that was skipped. */
    private static double secondsOf(Matcher m) {
        if (m.group(4) == null) {
            return 0;
        }
        double unit = m.group(5).equals("h") ? 60 : 1;
        double big = m.group(3) == null ? 0 : Long.parseLong(m.group(3));
        return unit * (60 * big + Double.parseDouble(m.group(4)));
    }

    private static void print(String title, List<String> lines) {
        System.out.println(title + ": " + lines.size());
        lines.forEach(line -> System.out.println("  " + line));
    }

    private void read(long since) throws Exception {
        for (Path file : files("TEST-", ".xml")) {
            boolean ofThisRun = Files.getLastModifiedTime(file).toMillis() / 1000 >= since;
            if (ofThisRun && file.getParent().endsWith("surefire-reports")) {
                readSuite(file);
            }
        }
    }

    private void readSuite(Path file) throws Exception {
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        var cases = suite.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            var test = (Element) cases.item(i);
            String name = test.getAttribute("classname") + "." + test.getAttribute("name");
            run++;
            Element skip = child(test, "skipped");
            Element fault = child(test, "failure") != null ? child(test, "failure") : child(test, "error");
            if (skip != null) {
                skipped.add(name + ": " + reasonOf(skip));
            } else if (fault != null) {
                failed++;
                failures.add(name + ": " + oneLine(fault.getAttribute("message")));
            }
        }
    }

    private static Element child(Element test, String tag) {
        return (Element) test.getElementsByTagName(tag).item(0);
    }

    /** A disabled test has its reason as an attribute; an assumption that failed has it in the first line of its stack. */
    private static String reasonOf(Element skip) {
        String text = skip.getAttribute("message").isBlank()
                ? skip.getTextContent().strip().lines().findFirst().orElse("")
                : skip.getAttribute("message");
        text = text.replaceFirst("^\\S*TestAbortedException: (Assumption failed: )?", "");
        return text.isBlank() || text.startsWith("void ") ? "NO REASON GIVEN" : oneLine(text);
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    private List<String> soak() throws IOException {
        Map<String, Long> places = new TreeMap<>();
        for (Path file : files("", ".java")) {
            long count = SOAK.matcher(Files.readString(file)).results().count();
            if (count > 0 && !file.endsWith("scripts/TestReport.java")) {
                places.put(root.relativize(file).toString(), count);
            }
        }
        return places.entrySet().stream().map(e -> e.getValue() + " in " + e.getKey()).toList();
    }

    private List<Path> files(String start, String end) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(f -> f.getFileName().toString().startsWith(start) && f.toString().endsWith(end))
                    .sorted()
                    .toList();
        }
    }
}
