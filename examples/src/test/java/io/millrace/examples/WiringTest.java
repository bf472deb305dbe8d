package io.millrace.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The examples know Spark and its data source by name, and no connector. */
@AnalyzeClasses(packages = "io.millrace.examples", importOptions = ImportOption.DoNotIncludeTests.class)
class WiringTest {
    @ArchTest
    static final ArchRule EXAMPLES_KNOW_NO_CONNECTOR = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.kafka..", "io.millrace.spark..", "io.millrace.runtime..");
}
