package dev.backstep.app.gradients;

import dev.backstep.app.controls.SelectableText;
import dev.backstep.app.replay.ValueText;
import java.util.List;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The gradients panel: the chart, and beside it (below it where there is little room) the warnings, the accumulation
/// at the cursor and the leaves that the chart leaves out.
public final class GradientsView extends BorderPane {
    private static final double NARROW = 620;
    private static final double TITLE_SIZE = 11;
    private static final double SUM_WIDTH = 420;
    private static final double CHART_ROOM = 130;
    private static final int LONG_NAME = 10;
    private static final double ROW_HEIGHT = 24;
    private static final int LISTED = 8;

    private final GradientsViewModel model;
    private final Label title = new Label("Norm of .grad after each backward pass");
    private final VBox notices = section();
    private final VBox accumulation = section();
    private final VBox others = section();
    private final ScrollPane details = new ScrollPane();
    private Consumer<ZeroingFix> onInsertFix = fix -> {};

    public GradientsView(GradientsViewModel model) {
        this.model = model;
        getStyleClass().add("gradients");
        var content = new VBox(notices, accumulation, others);
        content.getStyleClass().add("gradients-details");
        details.setContent(content);
        details.setFitToWidth(true);
        details.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        details.getStyleClass().addAll("edge-to-edge", "gradients-scroll");
        setCenter(chart());
        widthProperty().subscribe(this::arrange);
        heightProperty().subscribe(this::arrange);
        title.fontProperty().subscribe(this::arrange);
        model.noticesProperty().subscribe(this::showNotices);
        model.accumulationProperty().subscribe(this::showAccumulation);
        model.chartProperty().subscribe(this::showOthers);
    }

    /// What to do when a person wants a fix in the program.
    public void setOnInsertFix(Consumer<ZeroingFix> action) {
        onInsertFix = action;
    }

    private static VBox section() {
        var box = new VBox();
        box.getStyleClass().add("gradients-section");
        box.managedProperty().bind(box.visibleProperty());
        return box;
    }

    private void arrange() {
        // Large type needs more room.
        boolean narrow = getWidth() < NARROW * title.getFont().getSize() / TITLE_SIZE;
        if (narrow && getBottom() == null) {
            setRight(null);
            setBottom(details);
        } else if (!narrow && getRight() == null) {
            setBottom(null);
            setRight(details);
        }
        details.setPrefWidth(narrow ? Region.USE_COMPUTED_SIZE : Math.max(280, getWidth() * 0.42));
        details.setMaxHeight(narrow ? Math.min(getHeight() * 0.55, getHeight() - CHART_ROOM) : Double.MAX_VALUE);
    }

    private VBox chart() {
        title.getStyleClass().add("gradients-heading");
        HBox.setHgrow(title, Priority.ALWAYS);
        title.setMaxWidth(Double.MAX_VALUE);
        var log = new CheckBox("log");
        log.setId("gradients-log");
        log.setTooltip(new Tooltip("Logarithmic scale: the norms spread over more than three decades"));
        log.selectedProperty().bindBidirectional(model.logScaleProperty());
        log.visibleProperty().bind(model.chartProperty().map(GradientsViewModel.Chart::logOffered));
        log.managedProperty().bind(log.visibleProperty());
        var heading = new HBox(title, log);
        heading.setAlignment(Pos.CENTER_LEFT);
        var canvas = new GradientChart(model);
        VBox.setVgrow(canvas, Priority.ALWAYS);
        var box = new VBox(heading, canvas);
        box.getStyleClass().add("gradients-chart-box");
        return box;
    }

    private void showNotices(List<BuildUpNotice> now) {
        notices.getChildren().setAll(now.stream().map(this::notice).toList());
        notices.setVisible(!now.isEmpty());
    }

    private HBox notice(BuildUpNotice notice) {
        var icon = new FontIcon(Feather.ALERT_TRIANGLE);
        icon.getStyleClass().add("gradients-notice-icon");
        var words = new VBox(new SelectableText(notice.text()));
        words.getStyleClass().add("gradients-notice-words");
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMinWidth(0);
        ZeroingFix fix = notice.fix();
        if (fix != null) {
            var insert = new Hyperlink("Insert " + fix.text() + " before line " + fix.line());
            insert.getStyleClass().add("gradients-fix");
            insert.setWrapText(true);
            insert.setOnAction(_ -> {
                insert.setVisited(false);
                onInsertFix.accept(fix);
            });
            words.getChildren().add(insert);
        }
        var box = new HBox(icon, words);
        box.getStyleClass().add("gradients-notice");
        Tooltip.install(box, tooltip(BuildUpNotice.MICRO_BATCHES));
        return box;
    }

    private static Tooltip tooltip(String text) {
        var tooltip = new Tooltip(text);
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(360);
        return tooltip;
    }

    private void showAccumulation(AccumulationDetail detail) {
        accumulation.getChildren().clear();
        accumulation.setVisible(detail != null);
        if (detail == null) {
            return;
        }
        var grid = new GridPane();
        grid.getStyleClass().add("gradients-sum");
        String before =
                detail.before() == null ? "None" : ValueText.summary(detail.before(), ValueText.DEFAULT_ELEMENTS);
        row(grid, 0, "before", before, "sum-before");
        row(grid, 1, "+ incoming", ValueText.summary(detail.incoming(), ValueText.DEFAULT_ELEMENTS), "sum-incoming");
        row(
                grid,
                2,
                "= " + (detail.name().length() > LONG_NAME ? "" : detail.name()) + ".grad",
                ValueText.summary(detail.after(), ValueText.DEFAULT_ELEMENTS),
                "sum-after");
        accumulation.getChildren().addAll(new SelectableText(detail.title(), "gradients-heading"), grid);
        if (detail.parts().size() > 1) {
            var bar = new PartsBar(detail.parts());
            bar.setMaxWidth(SUM_WIDTH);
            accumulation.getChildren().addAll(new SelectableText("made of (by norm)", "gradients-heading"), bar);
        }
    }

    private static void row(GridPane grid, int row, String name, String value, String style) {
        var label = new SelectableText(name, "mono", style);
        label.setMinWidth(Region.USE_PREF_SIZE);
        var text = new SelectableText(value, "mono", style);
        GridPane.setHgrow(text, Priority.ALWAYS);
        text.setMinWidth(0);
        grid.addRow(row, label, text);
    }

    private void showOthers(GradientsViewModel.Chart chart) {
        others.setVisible(!chart.others().isEmpty());
        others.getChildren().clear();
        if (chart.others().isEmpty()) {
            return;
        }
        var list = new ListView<>(FXCollections.observableList(chart.others()));
        list.getStyleClass().addAll("dense", "gradients-others");
        list.setFixedCellSize(ROW_HEIGHT);
        list.setPrefHeight(ROW_HEIGHT * Math.min(LISTED, chart.others().size()) + 2);
        list.setCellFactory(_ -> new ListCell<>() {
            @Override
            protected void updateItem(@Nullable GradientSeries series, boolean empty) {
                super.updateItem(series, empty);
                setText(series == null ? null : series.name() + "  " + ValueText.number(series.last()));
            }
        });
        list.getSelectionModel().selectedItemProperty().addListener((_, _, series) -> {
            if (series != null) {
                // Later, because the selection replaces this list.
                Platform.runLater(() -> model.select(series.tensor()));
            }
        });
        others.getChildren()
                .addAll(
                        new SelectableText(
                                chart.others().size() + " leaves not drawn (choose one to draw it)",
                                "gradients-heading"),
                        list);
    }
}
