package dev.backstep.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.backstep.engine");

    @Test
    void theEngineIsAPlainJavaLibrary() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jdk.incubator.vector..",
                        "dev.backstep.engine..",
                        "org.jspecify.annotations..",
                        "org.bytedeco..")
                .because("the engine is useful without the app, without Python and without a recording")
                .check(CLASSES);
    }

    @Test
    void backendsDoNotKnowWhatIsComputedWithThem() {
        noClasses()
                .that()
                .resideInAPackage("dev.backstep.engine.backend..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.backstep.engine.autograd..", "dev.backstep.engine.ops..")
                .because("a new backend implements the primitives and nothing else")
                .check(CLASSES);
    }

    @Test
    void randomNumbersAndPrintingStandAlone() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.backstep.engine.random..", "dev.backstep.engine.printing..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.backstep.engine.autograd..", "dev.backstep.engine.ops..")
                .because("they are defined by PyTorch's formulas and formats, and tested against those alone")
                .check(CLASSES);
    }

    @Test
    void nothingIsSharedBetweenEngines() {
        noFields()
                .that()
                .areStatic()
                .should()
                .notBeFinal()
                .because("two engines in one JVM must not touch each other; an engine's state is in its Engine object")
                .check(CLASSES);
    }
}
