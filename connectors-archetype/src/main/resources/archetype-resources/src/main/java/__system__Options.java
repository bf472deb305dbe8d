package ${package};

import io.millrace.api.Option;

/** The options, each declared once. What is unknown, missing or wrong is refused by the framework, with a suggestion. */
final class ${system}Options {
    static final Option<String> PATH = Option.string("path").required().doc("The folder of the files.");

    static final Option<Long> PAGE_EVENTS = Option.wholeNumber("pageEvents")
            .check(number -> number >= 1 && number <= 1_000_000, "expected a number from 1 to 1000000")
            .orElse("1000")
            .doc("How many events are asked for at once.");

    static final Option<String> FILE = Option.string("file").required().doc("The name of the file to write to.");

    private ${system}Options() {}
}
