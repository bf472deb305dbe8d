package io.millrace.files;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class FilesOptionsConformanceTest {
    @Nested
    class Hdfs extends OptionsConformance {
        @Override
        protected String name() {
            return new HdfsInput().name();
        }

        @Override
        protected OptionSet options() {
            return new HdfsInput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("path", "hdfs://namenode/orders", "format", "parquet");
        }
    }

    @Nested
    class S3 extends OptionsConformance {
        @Override
        protected String name() {
            return new S3Input().name();
        }

        @Override
        protected OptionSet options() {
            return new S3Input().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("path", "s3a://bucket/orders", "format", "parquet");
        }
    }
}
