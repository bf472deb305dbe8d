package io.millrace.spark.sql;

import java.util.Map;

/** What takes in the events of a source while its query runs. Used by the query's own thread. */
interface Receiving {
    /** Nothing: the source keeps its events by itself. */
    Receiving NOTHING = new Receiving() {
        @Override
        public void ensure() {}

        @Override
        public Map<String, String> metrics() {
            return Map.of();
        }

        @Override
        public void stop() {}
    };

    /** Starts it, if it was not started before; fails once it has failed for good. */
    void ensure();

    /** What the query's progress shows of it. */
    Map<String, String> metrics();

    /** Ends it and waits until it has ended. */
    void stop();
}
