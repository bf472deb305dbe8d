package io.millrace.kafka.spark;

/** A Spark driver that runs one {@link Pipe} until it ends or is ended. */
final class PipeDriver {
    private PipeDriver() {}

    public static void main(String[] args) throws Exception {
        Pipe pipe = Pipe.ofThisJvm();
        pipe.start(pipe.session()).awaitTermination();
        // Clients of Kafka may still have threads of their own.
        System.exit(0);
    }
}
