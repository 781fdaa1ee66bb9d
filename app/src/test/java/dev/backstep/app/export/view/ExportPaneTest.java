package dev.backstep.app.export.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.OnFxThread;
import dev.backstep.app.export.ExportFormat;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.Recording;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

@ExtendWith(ApplicationExtension.class)
class ExportPaneTest {
    @TempDir
    private Path folder;

    private final Tasks tasks = new Tasks(Platform::runLater);
    private final ExportViewModel model = new ExportViewModel(tasks);
    private String suggested = "";
    private Stage stage;

    @Start
    void start(Stage stage) {
        this.stage = stage;
        var diamond = Samples.diamond();
        var step = diamond.passes().get(1).steps().get(3);
        open(diamond, new Cursor(step.at() + 1));
        stage.setX(0);
        stage.setY(0);
        stage.show();
    }

    @Stop
    void stop() {
        tasks.close();
    }

    private void open(Recording recording, Cursor cursor) {
        var moment = Moment.of(recording, cursor);
        var picture = Picture.of(moment, GraphOptions.DEFAULT, GraphTheme.light());
        model.open(new ExportViewModel.Seen(picture, new Picture.View(0, 0, 200, 100, 1), moment, "diamond.py"));
        var pane = new ExportPane(model, name -> {
            suggested = name;
            return Optional.of(folder.resolve(name));
        });
        var scene = new Scene(pane);
        scene.getStylesheets()
                .add(ExportPane.class
                        .getResource("/dev/backstep/styles/window.css")
                        .toExternalForm());
        stage.setScene(scene);
    }

    @Test
    void thePreviewFollowsTheChoices() {
        var first = preview();
        assertEquals(0xffffffff, first.getRGB(0, 0));
        OnFxThread.get(() -> {
            this.<Boolean>box("#export-theme").getSelectionModel().selectLast();
            return null;
        });
        OnFxThread.await(() -> image() != null && image().getRGB(0, 0) != 0xffffffff);
        var sizes = text("#export-size");
        assertTrue(sizes.endsWith("pixels"), sizes);
        OnFxThread.get(() -> {
            model.partOnlyProperty().set(true);
            model.optionsProperty().set(model.optionsProperty().get().withLegend(false));
            return null;
        });
        OnFxThread.await(() -> text("#export-size").equals("400 × 200 pixels"));
    }

    @Test
    void aWholePassIsSavedWithItsProgressAndASentence(FxRobot robot) throws Exception {
        OnFxThread.get(() -> {
            model.formatProperty().set(ExportFormat.GIF);
            model.optionsProperty()
                    .set(model.optionsProperty().get().withScale(0.5).withStepSeconds(0.5));
            return null;
        });
        assertTrue(OnFxThread.get(() -> node("#export-one").isDisabled()), "a GIF shows all steps");
        assertTrue(OnFxThread.get(() -> node("#export-transparent").isDisabled()));
        robot.clickOn("#export-save");
        OnFxThread.await(() -> text("#export-message").startsWith("The picture was saved to "));
        assertEquals("diamond-backward-2.gif", suggested);
        assertEquals(1, OnFxThread.get(() -> model.progressProperty().get()));
        try (var stream =
                ImageIO.createImageInputStream(folder.resolve(suggested).toFile())) {
            var reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(stream);
            assertTrue(reader.getNumImages(true) > 7);
        }
    }

    @Test
    void whatIsBeingWrittenCanBeCancelled(FxRobot robot) throws Exception {
        OnFxThread.get(() -> {
            model.formatProperty().set(ExportFormat.MP4);
            return null;
        });
        robot.clickOn("#export-save");
        OnFxThread.await(() -> model.progressProperty().get() > 0);
        robot.clickOn("#export-cancel");
        OnFxThread.await(() -> text("#export-message").equals("Nothing was saved."));
        OnFxThread.await(() -> {
            try (var files = Files.list(folder)) {
                return files.findAny().isEmpty();
            }
        });
    }

    @Test
    void anErrorStandsWhereThePersonLooks() {
        OnFxThread.get(() -> {
            model.save(folder.resolve("missing").resolve("x.png"));
            return null;
        });
        OnFxThread.await(() -> text("#export-message").endsWith("does not exist."));
    }

    @Test
    void thePictureGoesToTheClipboard(FxRobot robot) {
        robot.clickOn("#export-copy");
        OnFxThread.await(() -> text("#export-message").contains("clipboard"));
        assertTrue(OnFxThread.get(() -> Clipboard.getSystemClipboard().hasImage()));
    }

    @Test
    void withoutAPassThereIsNoAnimation() {
        OnFxThread.get(() -> {
            open(Recording.empty("empty.py", ""), Cursor.START);
            model.formatProperty().set(ExportFormat.MP4);
            return null;
        });
        OnFxThread.await(() -> text("#export-size").contains("there is none here"));
        assertTrue(OnFxThread.get(() -> node("#export-save").isDisabled()));
    }

    @Test
    void closingTheDialogGivesUpWhatIsBeingWritten(FxRobot robot) {
        OnFxThread.get(() -> {
            model.formatProperty().set(ExportFormat.MP4);
            return null;
        });
        robot.clickOn("#export-save");
        OnFxThread.get(() -> {
            stage.hide();
            return null;
        });
        OnFxThread.await(() -> !model.busyProperty().get());
        assertEquals(List.of(), List.of(folder.toFile().list((dir, name) -> name.endsWith(".mp4"))));
    }

    private BufferedImage preview() {
        OnFxThread.await(() -> image() != null);
        var image = OnFxThread.get(this::image);
        assertNotNull(image);
        return image;
    }

    private BufferedImage image() {
        return model.previewProperty().get().image();
    }

    private Node node(String id) {
        return stage.getScene().lookup(id);
    }

    @SuppressWarnings("unchecked")
    private <T> ChoiceBox<T> box(String id) {
        return (ChoiceBox<T>) node(id);
    }

    private String text(String id) {
        return ((Label) node(id)).getText();
    }
}
