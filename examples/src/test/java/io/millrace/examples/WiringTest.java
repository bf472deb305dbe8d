package io.millrace.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The examples know Spark, the data source by its name and the door to DStreams, and no connector. */
@AnalyzeClasses(packages = "io.millrace.examples", importOptions = ImportOption.DoNotIncludeTests.class)
class WiringTest {
    @ArchTest
    static final ArchRule EXAMPLES_KNOW_NO_CONNECTOR = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.millrace.kafka..",
                    "io.millrace.flume..",
                    "io.millrace.kinesis..",
                    "io.millrace.x..",
                    "io.millrace.mongodb..",
                    "io.millrace.hbase..",
                    "io.millrace.files..",
                    "io.millrace.dashboard..",
                    "io.millrace.spark.sql..",
                    "io.millrace.runtime..");
}
