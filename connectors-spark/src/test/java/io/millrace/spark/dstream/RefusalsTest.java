package io.millrace.spark.dstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.Connectors;
import io.millrace.spark.Millrace;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is refused before a context starts. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
class RefusalsTest {
    private static JavaStreamingContext context;

    @BeforeAll
    static void start() {
        context = new JavaStreamingContext(
                new SparkConf()
                        .setMaster("local[2]")
                        .setAppName("refusals")
                        .set("spark.ui.enabled", "false")
                        .set("spark.streaming.backpressure.enabled", "true")
                        .set("spark.driver.host", "127.0.0.1"),
                Durations.seconds(1));
    }

    @AfterAll
    static void stop() {
        context.stop(true, false);
    }

    @Test
    void aReceiverWithoutAWriteAheadLogIsRefused() {
        assertThatThrownBy(() -> Millrace.receive(context, "numbers", numbers()))
                .hasMessageContaining("spark.streaming.receiver.writeAheadLog.enable=true")
                .hasMessageContaining("'durability'='memory'");
        Map<String, String> told = numbers("durability", "memory");
        assertThat(Millrace.receive(context, "numbers", told)).isNotNull();
    }

    @Test
    void limitsOfBatchesMeanNothingToReceivers() {
        assertThatThrownBy(() -> ReceivingStream.check("numbers", numbers("maxRecords", "5")))
                .hasMessageContaining("'maxRecords'")
                .hasMessageContaining("maxRate");
    }

    @Test
    void whatHoldsABatchBackMeansNothingToDStreams() {
        assertThatThrownBy(() -> Faces.direct(Connectors.log("numbers"), numbers("minRecords", "5")))
                .hasMessageContaining("'minRecords'");
        assertThatThrownBy(() -> Faces.direct(Connectors.log("numbers"), numbers("endingOffsets", "latest")))
                .hasMessageContaining("'endingOffsets'");
    }

    @Test
    void sparksRateControllerListensWhenBackPressureIsOn() {
        DirectStream stream = new DirectStream(context.ssc(), "numbers", numbers());
        assertThat(stream.rateController().isDefined()).isTrue();
        assertThat(stream.rateController().get().getLatestRate()).isEqualTo(-1);
    }

    private static Map<String, String> numbers(String... more) {
        Map<String, String> options = new TreeMap<>(Map.of("name", "refusals"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }
}
