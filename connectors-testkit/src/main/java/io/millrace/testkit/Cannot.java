package io.millrace.testkit;

import org.opentest4j.TestAbortedException;

/** What a suite is told when a system cannot show a rule: the test is skipped and says why. */
public final class Cannot {
    private Cannot() {}

    /**
     * The answer to a question that a system has no answer to: {@code throw Cannot.show("files have no headers")}.
     *
     * @param why the reason, for those who read the report
     */
    public static RuntimeException show(String why) {
        return new TestAbortedException(why);
    }
}
