package dev.backstep.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.backstep.app.feature.Feature;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The arrows between the app's packages.
class ArchitectureTest {
    private static JavaClasses app;

    @BeforeAll
    static void readClasses() {
        app = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.backstep.app");
    }

    @Test
    void theAppKnowsRecordingsOnly() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.backstep.engine..", "dev.backstep.kernel..", "dev.backstep.gpu..")
                .because("everything shown is a function of a recording and a cursor; the kernel is another process"));
    }

    @Test
    void viewModelsHaveNoControls() {
        check(noClasses()
                .that()
                .haveSimpleNameEndingWith("ViewModel")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx.scene..", "javafx.stage..", "org.controlsfx..", "org.fxmisc..")
                .because("view models are tested without a window"));
    }

    @Test
    void onlyTasksAndConversationsStartThreads() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.backstep.app.tasks..", "dev.backstep.app.kernel..")
                .should()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ExecutorService.class, Executors.class, ForkJoinPool.class)
                .because(
                        "Tasks gives background work its rules: the newest wins, results arrive on the JavaFX thread"));
    }

    @Test
    void nobodyButTheWindowAndMainKnowsTheWindow() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.backstep.app.window..", "dev.backstep.app.measure..", "dev.backstep.app")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.backstep.app.window..")
                .because("the window puts the parts together; a part that knew it could not be used or tested alone"));
    }

    @Test
    void nothingThatPeopleUseKnowsWhatMeasures() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.backstep.app.measure..", "dev.backstep.app")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.backstep.app.measure..")
                .because("what is measured must be the window that people use; Main alone puts the two together"));
    }

    @Test
    void whatViewsShareKnowsNoView() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.backstep.app.replay..",
                        "dev.backstep.app.kernel..",
                        "dev.backstep.app.tasks..",
                        "dev.backstep.app.settings..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.backstep.app.editor..",
                        "dev.backstep.app.graph..",
                        "dev.backstep.app.playback..",
                        "dev.backstep.app.inspector..",
                        "dev.backstep.app.gradients..",
                        "dev.backstep.app.console..",
                        "dev.backstep.app.export..",
                        "dev.backstep.app.cli..",
                        "javafx.scene..",
                        "javafx.stage..")
                .because("all views share them, so they cannot depend on any of the views"));
    }

    @Test
    void commandsKnowNoFeature() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.backstep.app.commands..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.backstep.app.editor..",
                        "dev.backstep.app.graph..",
                        "dev.backstep.app.playback..",
                        "dev.backstep.app.inspector..",
                        "dev.backstep.app.gradients..",
                        "dev.backstep.app.console..",
                        "dev.backstep.app.export..",
                        "dev.backstep.app.kernel..",
                        "dev.backstep.app.replay..")
                .because("features bring their commands to the registry, which therefore grows with none of them"));
    }

    @Test
    void theWindowDoesNotGrowWithTheFeatures() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.backstep.app.window..")
                .and()
                .doNotHaveSimpleName("Features")
                .should()
                .dependOnClassesThat()
                .implement(Feature.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.backstep.app.gradients..", "dev.backstep.app.inspector..", "dev.backstep.app.glossary..")
                .because("features bring their panels, commands and settings; the window only arranges them"));
    }

    @Test
    void whatFeaturesImplementKnowsNoneOfThem() {
        check(classes()
                .that()
                .resideInAPackage("dev.backstep.app.feature..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.backstep.app.feature..",
                        "dev.backstep.app.commands..",
                        "dev.backstep.app.settings..",
                        "java..",
                        "javafx..",
                        "org.jspecify..")
                .because("it stands between the features and the window, and depends on neither"));
    }

    @Test
    void theReplayKnowsNeitherProcessesNorTasks() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.backstep.app.replay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.backstep.app.kernel..", "dev.backstep.app.tasks..")
                .because("a recording from a file is shown without a kernel, and tests of views need none"));
    }

    @Test
    void graphsGoFromModelToLayoutToPaint() {
        check(layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("theme")
                .definedBy("dev.backstep.app.graph.theme..")
                .layer("model")
                .definedBy("dev.backstep.app.graph.model..")
                .layer("layout")
                .definedBy("dev.backstep.app.graph.layout..")
                .layer("paint")
                .definedBy("dev.backstep.app.graph.paint..")
                .layer("picture")
                .definedBy("dev.backstep.app.graph.picture..")
                .layer("view")
                .definedBy("dev.backstep.app.graph.view..")
                .whereLayer("view")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("picture")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("paint")
                .mayOnlyBeAccessedByLayers("picture", "view")
                .whereLayer("layout")
                .mayOnlyBeAccessedByLayers("paint", "picture", "view")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("layout", "paint", "picture", "view")
                .because("what is shown must not depend on where it is, nor where it is on how it is painted"));
    }

    @Test
    void onlyTheGraphsViewKnowsJavaFxNodes() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.backstep.app.graph..")
                .and()
                .resideOutsideOfPackage("dev.backstep.app.graph.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx.scene..", "javafx.stage..")
                .because("files are painted without a display, and layouts are made off the JavaFX thread"));
    }

    @Test
    void theCommandLineLoadsNoWindow() {
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.backstep.app.cli..", "dev.backstep.app.export")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "javafx.scene..", "javafx.stage..", "javafx.application..", "dev.backstep.app.export.view..")
                .because("scripts need neither a display nor the time that a toolkit takes to start"));
    }

    @Test
    void standardStreamsBelongToTheCommandLine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.backstep.app.cli..", "dev.backstep.app")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("a window that prints is a window that nobody hears; use a notice or a logger"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.backstep.app.(*)..").should().beFreeOfCycles());
    }

    @Test
    void recordsOfSettingsAreWrittenByOneClass() {
        check(classes()
                .that()
                .haveSimpleName("Json")
                .and()
                .resideInAPackage("dev.backstep.app.settings")
                .should()
                .onlyBeAccessed()
                .byClassesThat()
                .resideInAPackage("dev.backstep.app.settings")
                .because("how the app's own files are written is nobody else's business"));
    }

    private static void check(ArchRule rule) {
        rule.check(app);
    }
}
