package io.millrace.examples;

/** What lets posts come, in a thread of its own. */
interface Feed {
    void start();

    /** Throws when it has failed. */
    void check();

    /** Lets no more come, and comes back when it is known which ones did. */
    void stop() throws InterruptedException;
}
