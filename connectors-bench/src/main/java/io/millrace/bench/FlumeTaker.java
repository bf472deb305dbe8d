package io.millrace.bench;

import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.millrace.flume.FlumeInput;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalConnector;
import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.ReceiverHealth;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.ipc.netty.NettyServer;
import org.apache.avro.ipc.specific.SpecificResponder;
import org.apache.flume.source.avro.AvroFlumeEvent;
import org.apache.flume.source.avro.AvroSourceProtocol;
import org.apache.flume.source.avro.Status;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** A process that takes Flume events, in one of these ways. It prints {@code port N} when it does. */
final class FlumeTaker {
    /** What becomes of the events before they are acknowledged. */
    enum Way {
        /** Nothing: what Avro's own Netty server can take, and no receiver can beat. */
        LIMIT,
        /** Our receiver forces them to the disk, into the journal that streaming queries read. */
        JOURNAL,
        /** The same, for senders that speak Thrift. */
        THRIFT_JOURNAL,
        /** Our receiver for DStreams stores them in Spark's memory and its write-ahead log. */
        RECEIVER
    }

    private FlumeTaker() {}

    /** Starts the process. */
    static ServerProcess start(Way way, Path directory) {
        return ChildJvm.of(FlumeTaker.class)
                .heap("1g")
                .jvm(List.of("-XX:TieredStopAtLevel=4"))
                .property("taker.way", way.name())
                .property("taker.directory", directory.toString())
                .property("log4j2.configurationFile", System.getProperty("log4j2.configurationFile", ""))
                .start();
    }

    /** Where a process that was started takes events. */
    static int port(ServerProcess process) {
        String line = process.awaitLine("^port \\d+$", Duration.ofMinutes(1));
        return Integer.parseInt(line.substring("port ".length()));
    }

    /** The journal of a process. */
    static JournalConnector journal() {
        return new JournalConnector(new FlumeInput(), Configuration::new);
    }

    /** The options of {@link #journal}. */
    static Options options(Path directory) {
        return options(directory, "avro");
    }

    private static Options options(Path directory, String protocol) {
        return journal()
                .options()
                .read(Map.of("port", "0", "protocol", protocol, "journal", "file:" + directory.resolve("journal")));
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(System.getProperty("taker.directory", ""));
        switch (Way.valueOf(System.getProperty("taker.way", ""))) {
            case LIMIT -> limit();
            case JOURNAL -> journal(options(directory));
            case THRIFT_JOURNAL -> journal(options(directory.resolve("thrift"), "thrift"));
            case RECEIVER -> receiver(directory);
        }
    }

    private static void limit() throws InterruptedException {
        NettyServer server = new NettyServer(
                new SpecificResponder(AvroSourceProtocol.class, new Forgetful()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.start();
        System.out.println("port " + server.getPort());
        server.join();
    }

    private static void journal(Options options) throws IOException, InterruptedException {
        try (Journal journal = Journal.open(journal().directory(options), 0, options);
                Intake intake = new FlumeInput().start(options, journal)) {
            String address = intake.addresses().get(0);
            System.out.println("port " + address.substring(address.lastIndexOf(':') + 1));
            Thread.currentThread().join();
        }
    }

    @SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
    private static void receiver(Path directory) throws InterruptedException {
        int port = io.millrace.testkit.server.FreePorts.next();
        SparkConf conf = new SparkConf()
                .setAppName("flume")
                .setMaster("local[3]")
                .set("spark.ui.enabled", "false")
                // It stands still while others are measured.
                .set("spark.network.timeout", "1h")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.streaming.receiver.writeAheadLog.enable", "true");
        JavaStreamingContext context = new JavaStreamingContext(conf, Durations.seconds(1));
        context.checkpoint(directory.resolve("checkpoint").toString());
        Millrace.receive(context, "flume", Map.of("port", Integer.toString(port)))
                .foreachRDD(batch -> {
                    var unused = batch.count();
                });
        context.start();
        while (Millrace.health(context).stream().noneMatch(one -> one.state() == ReceiverHealth.State.RUNNING)) {
            Thread.sleep(100);
        }
        System.out.println("port " + port);
        context.awaitTerminationOrTimeout(Duration.ofHours(1).toMillis());
    }

    /** Acknowledges at once. */
    private static final class Forgetful implements AvroSourceProtocol {
        @Override
        public Status append(AvroFlumeEvent event) {
            return Status.OK;
        }

        @Override
        public Status appendBatch(List<AvroFlumeEvent> events) {
            return Status.OK;
        }
    }
}
