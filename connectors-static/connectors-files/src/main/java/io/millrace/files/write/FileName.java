package io.millrace.files.write;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a data file, which says whether the file counts: once its writer has done the version it belongs to. Names of one
 * writer sort by version.
 */
record FileName(String writer, Version version, int task, String run) {
    private static final Pattern FORM =
            Pattern.compile("mr-([0-9a-f]{16})-(\\d{19})-(\\d)-(\\d{5,10})-([0-9a-f]{8})[-._].*");

    /** What a name says; empty if no writer of ours gave it. */
    static Optional<FileName> of(String name) {
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            return Optional.empty();
        }
        return Optional.of(new FileName(
                form.group(1),
                Version.of(form.group(2), form.group(3)),
                Integer.parseInt(form.group(4)),
                form.group(5)));
    }

    String text(String prefix, String suffix) {
        return String.format(Locale.ROOT, "mr-%s-%s-%05d-%s%s%s", writer, version, task, run, prefix, suffix);
    }
}
