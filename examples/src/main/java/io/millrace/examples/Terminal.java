package io.millrace.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The standard output: a terminal on which a block is drawn again and again, or a file that gets plain lines. */
final class Terminal {
    private static final String CLEAR_TO_END = "\033[J";

    private final PrintStream out;
    private final boolean interactive;
    private final int width;
    private int drawn;

    Terminal(PrintStream out, boolean interactive, int width) {
        this.out = out;
        this.interactive = interactive;
        this.width = width;
    }

    /** The standard output of this process; UTF-8 whatever the locale says, as the posts are. */
    static Terminal standard() {
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        boolean interactive = !dumb && ask("test -t 1", Redirect.INHERIT) != null;
        return new Terminal(new PrintStream(System.out, true, StandardCharsets.UTF_8), interactive, columns());
    }

    boolean isInteractive() {
        return interactive;
    }

    int width() {
        return width;
    }

    /** Words in a colour, if this is a terminal and the user has nothing against it. */
    String coloured(int colour, String words) {
        return interactive && System.getenv("NO_COLOR") == null ? "\033[" + colour + "m" + words + "\033[0m" : words;
    }

    /** Prints a line that stays; a block drawn before gives way. */
    void print(String line) {
        out.print(erased());
        out.println(line);
        drawn = 0;
    }

    /** Draws lines in place of the block drawn before. */
    void draw(List<String> lines) {
        out.print(erased() + String.join("\n", lines) + "\n");
        out.flush();
        drawn = lines.size();
    }

    private String erased() {
        return drawn == 0 ? "" : "\033[" + drawn + "F" + CLEAR_TO_END;
    }

    private static int columns() {
        String size = ask("stty size </dev/tty", Redirect.PIPE);
        try {
            return size == null ? 80 : Integer.parseInt(size.strip().replaceFirst(".* ", ""));
        } catch (NumberFormatException e) {
            return 80;
        }
    }

    /** What a command of the shell prints; null if it fails. It may have our own standard output, to look at. */
    private static @org.jspecify.annotations.Nullable String ask(String command, Redirect output) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectError(Redirect.DISCARD)
                    .redirectOutput(output)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? answer : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
