package io.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way: the SPI knows nobody, the runtime knows the SPI, the faces know both and Spark. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule RUNTIME_KNOWS_NO_SPARK = noClasses()
            .that()
            .resideInAPackage("io.millrace.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..", "io.millrace.spark..");

    /** A journal lives on any of Hadoop's file systems; nothing else of the runtime touches one. */
    @ArchTest
    static final ArchRule ONLY_THE_JOURNAL_KNOWS_HADOOP = noClasses()
            .that()
            .resideInAPackage("io.millrace.runtime..")
            .and()
            .resideOutsideOfPackage("io.millrace.runtime.journal")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hadoop..");

    @ArchTest
    static final ArchRule SPI_KNOWS_NOBODY = noClasses()
            .that()
            .resideInAPackage("io.millrace.api..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("io.millrace.api..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule FACES_KNOW_NO_CONNECTOR = noClasses()
            .that()
            .resideInAnyPackage("io.millrace.runtime..", "io.millrace.spark..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.millrace.kafka..");
}
