package dev.backstep.app.export.view;

import dev.backstep.app.export.ExportFormat;
import dev.backstep.app.export.ExportOptions;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.RadioButton;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleGroup;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/// The choices on the left, a live preview on the right, and below what is done with it. To be shown in a
/// dialog; what is being written when it is closed is given up.
public final class ExportPane extends VBox {
    private static final double PREVIEW_WIDTH = 500;
    private static final double PREVIEW_HEIGHT = 400;
    private static final List<Double> SCALES = List.of(0.5, 1.0, 2.0, 3.0, 4.0, 8.0);
    private static final List<Double> SECONDS = List.of(0.5, 1.0, ExportOptions.STEP_SECONDS, 2.5, 4.0);

    private final ExportViewModel model;
    private final Function<String, Optional<Path>> chooseFile;
    private final Label passLabel = new Label();
    private final Slider slider = new Slider(1, 2, 1);

    /// @param chooseFile asks for a file, given a suggestion for its name
    public ExportPane(ExportViewModel model, Function<String, Optional<Path>> chooseFile) {
        this.model = model;
        this.chooseFile = chooseFile;
        getStyleClass().add("export");
        setId("export-pane");
        var top = new HBox(choices(), preview());
        top.getStyleClass().add("export-top");
        var message = new Label();
        message.setId("export-message");
        message.setWrapText(true);
        message.setMinHeight(Region.USE_PREF_SIZE);
        message.textProperty().bind(model.messageProperty());
        message.managedProperty().bind(message.textProperty().isNotEmpty());
        getChildren().addAll(top, message, actions());
        sceneProperty()
                .flatMap(scene -> scene.windowProperty())
                .flatMap(window -> window.showingProperty())
                .orElse(true)
                .subscribe((before, showing) -> {
                    if (!showing) {
                        model.cancel();
                    }
                });
    }

    private Node choices() {
        var grid = new GridPane();
        grid.getStyleClass().add("export-choices");
        grid.setMinWidth(Region.USE_PREF_SIZE);
        var format = box("export-format", List.of(ExportFormat.values()), ExportFormat::description);
        format.valueProperty().bindBidirectional(model.formatProperty());
        grid.addRow(0, new Label("Format"), format);
        grid.addRow(1, new Label("Steps"), steps());
        grid.addRow(2, new Label("Part"), parts());
        var theme = box("export-theme", List.of(false, true), dark -> dark ? "Dark" : "Light");
        bind(theme, ExportOptions::dark, ExportOptions::withDark);
        grid.addRow(3, new Label("Theme"), theme);
        var scale = box("export-scale", SCALES, value -> number(value) + " ×");
        bind(scale, ExportOptions::scale, ExportOptions::withScale);
        onlyFor(scale, ExportFormat::hasPixels);
        grid.addRow(4, new Label("Scale"), scale);
        var seconds = box("export-seconds", SECONDS, value -> number(value) + " s a step");
        bind(seconds, ExportOptions::stepSeconds, ExportOptions::withStepSeconds);
        onlyFor(seconds, ExportFormat::moves);
        grid.addRow(5, new Label("Speed"), seconds);
        var legend = check("export-legend", "Legend", ExportOptions::legend, ExportOptions::withLegend);
        onlyFor(legend, ExportFormat::painted);
        var transparent =
                check("export-transparent", "Transparent", ExportOptions::transparent, ExportOptions::withTransparent);
        onlyFor(transparent, ExportFormat::canBeTransparent);
        grid.add(new VBox(6, legend, transparent), 1, 6);
        return grid;
    }

    private Node steps() {
        var one = new RadioButton("The one shown");
        one.setId("export-one");
        var all = new RadioButton();
        all.setId("export-all-steps");
        all.setText(model.steps() == 0 ? "All of a pass" : "All of " + model.passName());
        var group = new ToggleGroup();
        one.setToggleGroup(group);
        all.setToggleGroup(group);
        one.setOnAction(event -> model.allStepsProperty().set(false));
        all.setOnAction(event -> model.allStepsProperty().set(true));
        Runnable update = () -> {
            (model.showsAllSteps() ? all : one).setSelected(true);
            one.setDisable(model.formatProperty().get().moves());
            all.setDisable(model.steps() == 0);
            passLabel.setText(
                    model.steps() == 0
                            ? ""
                            : "Step %d of %d".formatted(model.stepProperty().get(), model.steps()));
        };
        model.formatProperty().subscribe(update);
        model.allStepsProperty().subscribe(update);
        model.stepProperty().subscribe(update);
        update.run();
        return new VBox(4, one, all);
    }

    private Node parts() {
        var whole = new RadioButton("The whole graph");
        var part = new RadioButton("What is in view");
        part.setId("export-part");
        var group = new ToggleGroup();
        whole.setToggleGroup(group);
        part.setToggleGroup(group);
        whole.setSelected(!model.partOnlyProperty().get());
        part.selectedProperty().bindBidirectional(model.partOnlyProperty());
        onlyFor(whole, ExportFormat::painted);
        onlyFor(part, ExportFormat::painted);
        return new VBox(4, whole, part);
    }

    private Node preview() {
        var view = new ImageView();
        view.setId("export-preview");
        view.setPreserveRatio(true);
        view.setSmooth(true);
        view.setFitWidth(PREVIEW_WIDTH);
        view.setFitHeight(PREVIEW_HEIGHT);
        var text = new Label();
        text.setId("export-size");
        text.getStyleClass().add("export-size");
        text.setWrapText(true);
        text.setMaxWidth(PREVIEW_WIDTH);
        text.setMinHeight(Region.USE_PREF_SIZE);
        model.previewProperty().subscribe(now -> {
            view.setImage(now.image() == null ? null : toFx(now.image()));
            text.setText(now.text());
        });
        var ground = new StackPane(view);
        ground.getStyleClass().add("export-ground");
        ground.setMinSize(PREVIEW_WIDTH, PREVIEW_HEIGHT);
        ground.setPrefSize(PREVIEW_WIDTH, PREVIEW_HEIGHT);
        return new VBox(6, ground, stepSlider(), text);
    }

    private Node stepSlider() {
        slider.setId("export-step");
        slider.setMin(1);
        slider.setMax(Math.max(2, model.steps()));
        slider.setBlockIncrement(1);
        slider.setValue(model.stepProperty().get());
        slider.valueProperty()
                .subscribe((before, now) -> model.stepProperty().set((int) Math.round(now.doubleValue())));
        HBox.setHgrow(slider, Priority.ALWAYS);
        passLabel.setMinWidth(Region.USE_PREF_SIZE);
        var row = new HBox(8, slider, passLabel);
        row.setAlignment(Pos.CENTER_LEFT);
        row.visibleProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> model.showsAllSteps() && model.steps() > 1,
                        model.formatProperty(),
                        model.allStepsProperty()));
        row.managedProperty().bind(row.visibleProperty());
        return row;
    }

    private Node actions() {
        var bar = new ProgressBar();
        bar.setId("export-progress");
        bar.progressProperty().bind(model.progressProperty());
        bar.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(bar, Priority.ALWAYS);
        bar.visibleProperty().bind(model.busyProperty());
        var cancel = new Button("Cancel");
        cancel.setId("export-cancel");
        cancel.setOnAction(event -> model.cancel());
        cancel.visibleProperty().bind(model.busyProperty());
        var copy = new Button("Copy to Clipboard");
        copy.setId("export-copy");
        copy.setOnAction(event -> model.copy(ExportPane::toClipboard));
        onlyFor(copy, ExportFormat::painted);
        var save = new Button("Save…");
        save.setId("export-save");
        save.setDefaultButton(true);
        save.setOnAction(event -> chooseFile.apply(model.suggestion()).ifPresent(model::save));
        save.disableProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> model.busyProperty().get() || !model.possible(),
                        model.busyProperty(),
                        model.formatProperty()));
        for (var button : List.of(cancel, copy, save)) {
            button.setMinWidth(Region.USE_PREF_SIZE);
        }
        var row = new HBox(8, bar, cancel, copy, save);
        row.setAlignment(Pos.CENTER_RIGHT);
        return row;
    }

    private void onlyFor(Node control, Function<ExportFormat, Boolean> formats) {
        control.disableProperty().bind(model.formatProperty().map(format -> !formats.apply(format)));
    }

    private <T> void bind(
            ChoiceBox<T> box, Function<ExportOptions, T> get, BiFunction<ExportOptions, T, ExportOptions> with) {
        model.optionsProperty().subscribe(now -> box.setValue(get.apply(now)));
        box.valueProperty().subscribe((before, now) -> {
            var options = model.optionsProperty().get();
            if (now != null && !now.equals(get.apply(options))) {
                model.optionsProperty().set(with.apply(options, now));
            }
        });
    }

    private CheckBox check(
            String id,
            String text,
            Function<ExportOptions, Boolean> get,
            BiFunction<ExportOptions, Boolean, ExportOptions> with) {
        var check = new CheckBox(text);
        check.setId(id);
        model.optionsProperty().subscribe(now -> check.setSelected(get.apply(now)));
        check.setOnAction(event ->
                model.optionsProperty().set(with.apply(model.optionsProperty().get(), check.isSelected())));
        return check;
    }

    private static <T> ChoiceBox<T> box(String id, List<T> items, Function<T, String> text) {
        var box = new ChoiceBox<T>();
        box.setId(id);
        box.getItems().setAll(items);
        box.setMinWidth(Region.USE_PREF_SIZE);
        box.setMaxWidth(Double.MAX_VALUE);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(T item) {
                return item == null ? "" : text.apply(item);
            }

            @Override
            public T fromString(String string) {
                throw new UnsupportedOperationException("is chosen, not typed");
            }
        });
        return box;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static void toClipboard(BufferedImage image) {
        var content = new ClipboardContent();
        content.putImage(toFx(image));
        Clipboard.getSystemClipboard().setContent(content);
    }

    /// The copy that JavaFX makes of an image itself needs Swing.
    private static WritableImage toFx(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        var copy = new WritableImage(width, height);
        copy.getPixelWriter()
                .setPixels(
                        0,
                        0,
                        width,
                        height,
                        PixelFormat.getIntArgbInstance(),
                        image.getRGB(0, 0, width, height, null, 0, width),
                        0,
                        width);
        return copy;
    }
}
