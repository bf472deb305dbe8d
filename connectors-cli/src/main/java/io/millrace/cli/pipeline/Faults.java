package io.millrace.cli.pipeline;

import io.millrace.cli.file.Fault;
import io.millrace.cli.file.Settings;
import io.millrace.cli.file.Spot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The faults found so far. Used by one thread at a time. */
final class Faults {
    private static final Pattern QUOTED = Pattern.compile("['\"`]([^'\"`]+)['\"`]");

    private final Set<Fault> found = new LinkedHashSet<>();

    void add(Spot spot, String message) {
        found.add(new Fault(spot, message));
    }

    void addAll(List<Fault> faults) {
        found.addAll(faults);
    }

    /** A failure of something that was given options: told at the first option that the failure names, or whose value. */
    void add(Spot otherwise, Settings options, Throwable failure) {
        String message = Reason.of(failure);
        Matcher names = QUOTED.matcher(message);
        Spot spot = otherwise;
        while (!Reason.isSilence(failure) && spot.equals(otherwise) && names.find()) {
            spot = options.spotOfWord(names.group(1), otherwise);
        }
        add(spot, message);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them, from the top of the file to its end. */
    List<Fault> sorted() {
        List<Fault> all = new ArrayList<>(found);
        all.sort(Fault.ORDER);
        return all;
    }
}
