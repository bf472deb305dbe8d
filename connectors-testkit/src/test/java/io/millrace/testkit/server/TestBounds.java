package io.millrace.testkit.server;

import java.time.Duration;

/** How long the tests of this package wait before they call it a failure: far longer than it takes on a busy machine. */
final class TestBounds {
    static final Duration START = Duration.ofMinutes(1);

    private TestBounds() {}
}
