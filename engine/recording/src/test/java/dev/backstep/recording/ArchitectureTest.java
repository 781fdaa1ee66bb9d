package dev.backstep.recording;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.backstep.recording");

    @Test
    void recordingsKnowNothingButTheirFileFormat() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "dev.backstep.recording..", "com.fasterxml.jackson..", "org.jspecify.annotations..")
                .because("a recording is read and written by two processes that must not pull each other in")
                .check(CLASSES);
    }

    @Test
    void recordClassesDoNotReachIntoTheProtocol() {
        noClasses()
                .that()
                .resideInAPackage("dev.backstep.recording")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.backstep.recording.protocol..")
                .because("a recording on disk has nothing to do with the process that made it")
                .check(CLASSES);
    }
}
