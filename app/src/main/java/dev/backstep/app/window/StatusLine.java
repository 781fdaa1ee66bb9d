package dev.backstep.app.window;

import dev.backstep.app.kernel.KernelPool;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import org.controlsfx.control.StatusBar;

/// The line at the bottom: how the kernel is and what the last run was like on the left, where the caret is on the
/// right.
final class StatusLine extends StatusBar {
    private static final PseudoClass BUSY = PseudoClass.getPseudoClass("busy");
    private static final PseudoClass DEAD = PseudoClass.getPseudoClass("dead");

    private final Workspace workspace;

    StatusLine(Workspace workspace, ObservableValue<Optional<Duration>> layoutTime, ObservableValue<String> theme) {
        this.workspace = workspace;
        setId("status-bar");
        setText("");
        var session = workspace.session;
        var replay = workspace.replay;
        var editor = workspace.editor;
        var nodes = item("status-nodes", "Nodes of the backward graph", nodes());
        var run = item(
                "status-run",
                "How long the program ran",
                session.runTimeProperty().map(time -> timed("run", time)));
        var layout = item(
                "status-layout",
                "How long laying out the graph took, in the background",
                layoutTime.map(time -> timed("layout", time)));
        var device = device();
        for (var aboutPicture : List.of(nodes, run, layout, device)) {
            PictureCaption.fade(aboutPicture, replay);
        }
        getLeftItems()
                .addAll(
                        kernel(),
                        nodes,
                        run,
                        layout,
                        device,
                        files(),
                        item(
                                "status-seed",
                                "torch.manual_seed before each run",
                                session.seedProperty().map("seed %s"::formatted)));
        getRightItems()
                .addAll(
                        item(
                                "status-place",
                                "Line and column of the caret",
                                Bindings.createStringBinding(
                                        this::place, editor.caretProperty(), editor.textProperty())),
                        item("status-theme", "Theme", theme));
    }

    private Node kernel() {
        var dot = new Region();
        dot.getStyleClass().add("kernel-dot");
        var label = item(
                "status-kernel",
                "The process that runs programs",
                workspace.session.shownKernelProperty().map(StatusLine::name));
        label.setGraphic(dot);
        workspace.session.shownKernelProperty().subscribe(state -> {
            label.pseudoClassStateChanged(BUSY, state != KernelPool.State.READY && state != KernelPool.State.DEAD);
            label.pseudoClassStateChanged(DEAD, state == KernelPool.State.DEAD);
        });
        return label;
    }

    /// How many nodes the picture has, and whose they are where they are another program's.
    private ObservableValue<String> nodes() {
        var moment = workspace.replay.momentProperty();
        var others = workspace.session.othersPictureProperty();
        return Bindings.createStringBinding(
                () -> {
                    var recording = moment.get().recording();
                    var count = count(recording.nodes().size());
                    return others.get() && !recording.timeline().isEmpty() ? recording.name() + ": " + count : count;
                },
                moment,
                others);
    }

    /// Where the run that is shown ran, and what there is to say about the next.
    private Node device() {
        var devices = workspace.session.devices();
        var moment = workspace.replay.momentProperty();
        var label = item(
                "status-device",
                "",
                Bindings.createStringBinding(
                        () -> DeviceText.brief(
                                moment.get().recording().run(),
                                devices,
                                workspace.session.liveProperty().get()),
                        moment,
                        workspace.session.liveProperty(),
                        devices.deviceProperty(),
                        devices.wishProperty(),
                        devices.knownProperty(),
                        devices.obstacleProperty()));
        label.getTooltip().setWrapText(true);
        label.getTooltip().setMaxWidth(360);
        label.getTooltip()
                .textProperty()
                .bind(Bindings.createStringBinding(
                        () -> DeviceText.full(moment.get().recording().run(), devices),
                        moment,
                        devices.deviceProperty(),
                        devices.chosenProperty(),
                        devices.knownProperty(),
                        devices.obstacleProperty()));
        return label;
    }

    /// A sign that the program may write files, while it may.
    private Node files() {
        var files = workspace.files;
        var label = item("status-files", "", files.allowedProperty().map(allowed -> allowed ? "may write files" : ""));
        label.getTooltip().setWrapText(true);
        label.getTooltip().setMaxWidth(360);
        label.getTooltip()
                .textProperty()
                .bind(Bindings.createStringBinding(
                        files::description, files.allowedProperty(), workspace.editor.fileProperty()));
        return label;
    }

    private static Label item(String id, String meaning, ObservableValue<String> text) {
        var label = new Label();
        label.setId(id);
        label.setAlignment(Pos.CENTER_LEFT);
        label.setMinWidth(USE_PREF_SIZE);
        label.getStyleClass().add("status-item");
        label.setTooltip(new Tooltip(meaning));
        label.textProperty().bind(text.orElse(""));
        label.visibleProperty().bind(label.textProperty().isNotEmpty());
        label.managedProperty().bind(label.visibleProperty());
        return label;
    }

    private static String name(KernelPool.State state) {
        return switch (state) {
            case STARTING -> "kernel starting…";
            case READY -> "kernel ready";
            case RUNNING -> "running…";
            case RESTARTING -> "kernel restarting…";
            case DEAD -> "no kernel";
        };
    }

    private static String count(int nodes) {
        return nodes == 1 ? "1 node" : String.format(Locale.ROOT, "%,d nodes", nodes);
    }

    private static String timed(String what, Optional<Duration> time) {
        return time.map(duration -> what + " " + text(duration)).orElse("");
    }

    /// `14 ms`, `1.52 s`.
    static String text(Duration duration) {
        double milliseconds = duration.toNanos() / 1e6;
        if (milliseconds < 10) {
            return String.format(Locale.ROOT, "%.1f ms", milliseconds);
        }
        return milliseconds < 1000
                ? String.format(Locale.ROOT, "%.0f ms", milliseconds)
                : String.format(Locale.ROOT, "%.2f s", milliseconds / 1000);
    }

    private String place() {
        var text = workspace.editor.text();
        var caret = Math.min(workspace.editor.caretProperty().get(), text.length());
        var line = 1 + text.substring(0, caret).chars().filter(c -> c == '\n').count();
        var column = caret - text.lastIndexOf('\n', caret - 1);
        return "Ln %d, Col %d".formatted(line, column);
    }
}
