package dev.backstep.kernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.backstep.kernel");

    @Test
    void onlyTwoPackagesCallFunctionsOfC() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.backstep.kernel.cpython..", "dev.backstep.kernel.walls..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.foreign\\.(Linker|SymbolLookup|FunctionDescriptor).*")
                .because("the package cpython alone knows the C API, and the walls alone the system's calls")
                .check(CLASSES);
    }

    @Test
    void theInterpreterKnowsNothingOfTensors() {
        noClasses()
                .that()
                .resideInAPackage("dev.backstep.kernel.cpython..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.backstep.engine..",
                        "dev.backstep.recording..",
                        "dev.backstep.kernel.binding..",
                        "dev.backstep.kernel.recorder..",
                        "dev.backstep.kernel.walls..")
                .because("it is a way to use CPython from Java, whatever for")
                .check(CLASSES);
    }

    @Test
    void theWallsKnowNothingOfPython() {
        noClasses()
                .that()
                .resideInAPackage("dev.backstep.kernel.walls..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.backstep.kernel.cpython..", "dev.backstep.engine..")
                .because("what a program may do is decided without the interpreter, so that it can be tested without")
                .check(CLASSES);
    }
}
