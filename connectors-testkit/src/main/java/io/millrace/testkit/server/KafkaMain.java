package io.millrace.testkit.server;

import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The main class of the broker's JVM: formats the broker's storage when it is new, then runs the broker. Kafka's own
 * scripts take two JVMs for that. Runs on the broker's class path, so it knows Kafka by name only.
 */
final class KafkaMain {
    private KafkaMain() {}

    /** The configuration file, the storage directory, and what {@code StorageTool format} is to be told besides. */
    public static void main(String[] args) throws ReflectiveOperationException {
        String configuration = args[0];
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            String[] format = Stream.concat(
                            Stream.of("format", "-c", configuration),
                            Arrays.stream(args).skip(2))
                    .toArray(String[]::new);
            Method tool =
                    Class.forName("kafka.tools.StorageTool").getMethod("execute", String[].class, PrintStream.class);
            Object code = tool.invoke(null, format, System.out);
            if (!code.equals(0)) {
                throw new IllegalStateException("StorageTool format ended with " + code);
            }
        }
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object)
                new String[] {configuration});
    }
}
