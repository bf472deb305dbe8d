package io.millrace.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiDependenciesTest {
    @ArchTest
    static final ArchRule THE_SPI_NEEDS_THE_JDK_ALONE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.millrace.api", "java..", "org.jspecify.annotations");

    @ArchTest
    static final ArchRule THE_SPI_STARTS_NO_THREADS =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.concurrent..");
}
