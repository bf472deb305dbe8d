package io.millrace.bench;

/** One of the benchmarks. */
interface Benchmark {
    /** Its name on the command line and of its JSON file. */
    String name();

    /** Measures, and reports each figure as soon as it is there. */
    void run(Rig rig, Report report) throws Exception;
}
