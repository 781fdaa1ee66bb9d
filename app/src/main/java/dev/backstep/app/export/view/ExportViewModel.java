package dev.backstep.app.export.view;

import dev.backstep.app.export.ExportException;
import dev.backstep.app.export.ExportFormat;
import dev.backstep.app.export.ExportOptions;
import dev.backstep.app.export.Exported;
import dev.backstep.app.export.GraphExporter;
import dev.backstep.app.export.Raster;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.BackwardPass;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// What is exported and how: the choices, a preview of what they give, and the progress of writing it.
/// Keeps the choices from one export to the next. Belongs to the JavaFX application thread.
public final class ExportViewModel {
    /// A preview has at most this many pixels each way: twice what it is shown with, for dense screens.
    private static final double PREVIEW = 1_100;

    /// A picture on the clipboard is held in memory several times.
    private static final double COPY = 5_000;

    private final Tasks.Slot<Preview> previews;
    private final Tasks.Slot<BufferedImage> copies;
    private final Tasks.Slot<Exported> writing;
    private final ObjectProperty<ExportFormat> format = new SimpleObjectProperty<>(ExportFormat.PNG);
    private final ObjectProperty<ExportOptions> options = new SimpleObjectProperty<>(ExportOptions.DEFAULT);
    private final BooleanProperty allSteps = new SimpleBooleanProperty();
    private final BooleanProperty partOnly = new SimpleBooleanProperty();
    private final IntegerProperty step = new SimpleIntegerProperty(1);
    private final ReadOnlyObjectWrapper<Preview> preview = new ReadOnlyObjectWrapper<>(Preview.NONE);
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();
    private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper("");
    private @Nullable Seen seen;

    /// What the window shows.
    ///
    /// @param picture laid out as it is shown
    /// @param part what of it is in view
    /// @param name of the program, for the file's name
    public record Seen(Picture picture, Picture.View part, Moment moment, String name) {
        @Nullable
        BackwardPass pass() {
            var pass = moment.timeline().passInView(moment.cursor());
            return pass == null || pass.steps().isEmpty() ? null : pass;
        }
    }

    /// How the picture is going to look.
    ///
    /// @param image null where there is nothing to see
    /// @param text its size, or why there is no picture
    public record Preview(@Nullable BufferedImage image, String text) {
        static final Preview NONE = new Preview(null, "");
    }

    public ExportViewModel(Tasks tasks) {
        previews = tasks.slot("export-preview");
        copies = tasks.slot("export-copy");
        writing = tasks.slot("export", progress::set);
        format.subscribe((before, now) -> refresh());
        options.subscribe((before, now) -> refresh());
        allSteps.subscribe((before, now) -> refresh());
        partOnly.subscribe((before, now) -> refresh());
        step.subscribe((before, now) -> refresh());
    }

    /// Begins an export of what is seen now.
    public void open(Seen now) {
        seen = now;
        message.set("");
        var done = now.picture().state().stepsDone();
        step.set(Math.max(1, Math.min(done, steps())));
        refresh();
    }

    public ObjectProperty<ExportFormat> formatProperty() {
        return format;
    }

    public ObjectProperty<ExportOptions> optionsProperty() {
        return options;
    }

    /// Whether all steps of the pass are wanted; [#showsAllSteps()] says whether they are written.
    public BooleanProperty allStepsProperty() {
        return allSteps;
    }

    /// Whether only what is in view is wanted.
    public BooleanProperty partOnlyProperty() {
        return partOnly;
    }

    /// The step of the pass that the preview shows, from 1.
    public IntegerProperty stepProperty() {
        return step;
    }

    public ReadOnlyObjectProperty<Preview> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    /// Whether a file is being written.
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// How far it is, from 0 to 1.
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// How it ended, as a sentence.
    public ReadOnlyStringProperty messageProperty() {
        return message.getReadOnlyProperty();
    }

    /// The number of steps of the pass in view, 0 where there is none.
    public int steps() {
        var pass = seen == null ? null : seen.pass();
        return pass == null ? 0 : pass.steps().size();
    }

    /// `backward 2`, or nothing where there is no pass.
    public String passName() {
        var pass = seen == null ? null : seen.pass();
        return pass == null ? "" : pass.call() + " " + (pass.id() + 1);
    }

    /// Whether all steps are written: because they are wanted, or because the format shows nothing else.
    public boolean showsAllSteps() {
        return steps() > 0 && (allSteps.get() || format.get().moves());
    }

    /// Whether there is something to write in this format.
    public boolean possible() {
        return seen != null && (steps() > 0 || !format.get().moves());
    }

    /// What the file could be called.
    public String suggestion() {
        var stem = seen == null ? "picture" : seen.name().replaceFirst("\\.py$", "");
        return stem + (showsAllSteps() ? "-" + passName().replace(' ', '-') : "") + "."
                + format.get().extension();
    }

    /// Writes the file in the background; how far that is and how it ended can be seen here.
    public void save(Path file) {
        var from = seen;
        if (from == null) {
            return;
        }
        var exporter = exporter(from);
        var pass = from.pass();
        boolean all = showsAllSteps() || moves(file);
        message.set("");
        progress.set(0);
        busy.set(true);
        writing.submit(
                work -> all && pass != null
                        ? exporter.pass(from.moment().index(), pass, file, work)
                        : exporter.moment(file),
                written -> ended(written.sentence()),
                e -> ended(e instanceof CancellationException ? "" : String.valueOf(e.getMessage())));
    }

    private static boolean moves(Path file) {
        try {
            return ExportFormat.of(file).moves();
        } catch (ExportException e) {
            // Said when it is written.
            return false;
        }
    }

    private void ended(String sentence) {
        busy.set(false);
        message.set(sentence);
    }

    /// Stops writing; the file stays as it was.
    public void cancel() {
        writing.cancel();
        if (busy.get()) {
            ended("Nothing was saved.");
        }
    }

    /// Paints what the preview shows in its full size.
    public void copy(Consumer<BufferedImage> clipboard) {
        var from = seen;
        if (from == null) {
            return;
        }
        var request = request(from);
        copies.submit(
                work -> {
                    var drawing = request.drawing();
                    return Raster.preview(drawing, request.scale(), COPY, COPY).paint(drawing);
                },
                image -> {
                    clipboard.accept(image);
                    message.set("The picture is on the clipboard, with %d × %d pixels."
                            .formatted(image.getWidth(), image.getHeight()));
                },
                e -> message.set(String.valueOf(e.getMessage())));
    }

    private void refresh() {
        var from = seen;
        if (from == null) {
            return;
        }
        if (!possible()) {
            previews.cancel();
            preview.set(new Preview(null, "A " + format.get() + " shows a backward pass, and there is none here."));
            return;
        }
        var request = request(from);
        previews.submit(work -> request.preview(), preview::set);
    }

    private GraphExporter exporter(Seen from) {
        boolean cut = partOnly.get() && format.get().painted();
        return new GraphExporter(from.picture(), cut ? from.part() : null, options.get());
    }

    private Request request(Seen from) {
        return new Request(
                exporter(from),
                from.moment(),
                showsAllSteps() ? from.pass() : null,
                step.get(),
                format.get(),
                options.get().scale());
    }

    /// All that a preview depends on.
    ///
    /// @param pass null for the single moment
    private record Request(
            GraphExporter exporter,
            Moment moment,
            @Nullable BackwardPass pass,
            int step,
            ExportFormat format,
            double scale) {

        GraphDrawing drawing() {
            return pass == null
                    ? exporter.drawing(format)
                    : exporter.drawings(moment.index(), pass, format)
                            .drawing(Math.min(step, pass.steps().size()), 1);
        }

        Preview preview() throws ExportException {
            var drawing = drawing();
            var image = Raster.preview(drawing, Math.max(1, scale), PREVIEW, PREVIEW)
                    .paint(drawing);
            return new Preview(image, size(drawing));
        }

        private String size(GraphDrawing drawing) throws ExportException {
            if (!format.painted()) {
                return "The graph itself, with its steps and gradients; whoever reads it lays it out.";
            }
            if (!format.hasPixels()) {
                return "%.0f × %.0f points".formatted(drawing.width(), drawing.height());
            }
            var raster = Raster.of(drawing, scale, format);
            var remark = raster.remark(format);
            return "%d × %d pixels".formatted(raster.width(), raster.height()) + (remark == null ? "" : ". " + remark);
        }
    }
}
