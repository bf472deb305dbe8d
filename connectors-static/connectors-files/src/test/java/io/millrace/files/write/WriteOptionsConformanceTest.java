package io.millrace.files.write;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class WriteOptionsConformanceTest {
    @Nested
    class Hdfs extends OptionsConformance {
        @Override
        protected String name() {
            return new HdfsOutput().name();
        }

        @Override
        protected OptionSet options() {
            return new HdfsOutput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("path", "hdfs://namenode/orders");
        }
    }

    @Nested
    class S3 extends OptionsConformance {
        @Override
        protected String name() {
            return new S3Output().name();
        }

        @Override
        protected OptionSet options() {
            return new S3Output().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("path", "s3a://bucket/orders");
        }
    }
}
