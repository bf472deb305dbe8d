package io.millrace.testkit.server;

import java.nio.file.Path;

/** The programs of the JDK that runs this JVM. */
final class Jdk {
    private Jdk() {}

    static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
