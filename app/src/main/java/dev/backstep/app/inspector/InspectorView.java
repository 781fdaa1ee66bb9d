package dev.backstep.app.inspector;

import dev.backstep.app.controls.SelectableText;
import dev.backstep.app.glossary.TermLinks;
import dev.backstep.app.inspector.InspectorPage.Contents;
import dev.backstep.app.inspector.InspectorPage.Derivative;
import dev.backstep.app.inspector.InspectorPage.Derivatives;
import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.app.inspector.InspectorPage.Flow;
import dev.backstep.app.inspector.InspectorPage.NamedValue;
import dev.backstep.app.inspector.InspectorPage.Note;
import dev.backstep.app.inspector.InspectorPage.Pinned;
import dev.backstep.app.inspector.InspectorPage.QueuedNode;
import dev.backstep.app.inspector.InspectorPage.ReadyQueue;
import dev.backstep.app.inspector.InspectorPage.SavedTensors;
import dev.backstep.app.inspector.InspectorPage.SavedValue;
import dev.backstep.app.inspector.InspectorPage.Section;
import dev.backstep.app.inspector.InspectorPage.Source;
import dev.backstep.app.inspector.InspectorPage.Sum;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;

/// Shows the inspector's page, one box a section, in any width from 240 pixels up.
public final class InspectorView extends ScrollPane {
    /// The longest name of a fact that is one word: names are never broken inside one.
    private static final String LONGEST_NAME = "requires_grad";

    private static final double MARGIN = 40;
    private static final int LONGEST_TARGET = 13;

    private final InspectorViewModel model;
    private final TermLinks terms;
    private final VBox content = new VBox();
    private final Text nameRuler = new Text(LONGEST_NAME);
    private final ValueBox.ViewChoice choice = new ValueBox.ViewChoice();
    private Map<Section, Node> boxes = Map.of();
    private IntConsumer onOpenLine = line -> {};
    private boolean pending;

    /// @param terms makes the field's words links to the glossary
    public InspectorView(InspectorViewModel model, TermLinks terms) {
        this.model = model;
        this.terms = terms;
        getStyleClass().addAll("inspector", "edge-to-edge");
        content.getStyleClass().add("inspector-content");
        nameRuler.setManaged(false);
        nameRuler.setVisible(false);
        setContent(content);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        model.pageProperty().subscribe(_ -> showSoon());
    }

    /// What to do with a line number (from 1) that a person wants to see in the editor.
    public void setOnOpenLine(IntConsumer action) {
        onOpenLine = action;
    }

    /// Lets a person write the note of what the page is about.
    void editNote() {
        // The page may be on its way.
        Platform.runLater(() -> {
            if (content.lookup(".note-box") instanceof NoteBox box) {
                box.edit();
                reveal(box);
            }
        });
    }

    private void reveal(Node box) {
        layout();
        double hidden = content.getHeight() - getViewportBounds().getHeight();
        double top =
                content.sceneToLocal(box.localToScene(box.getBoundsInLocal())).getMinY();
        setVvalue(hidden <= 0 ? 0 : Math.clamp((top - MARGIN) / hidden, 0, 1));
    }

    /// Scrubbing changes the page many times a frame; only the last is worth its nodes.
    private void showSoon() {
        if (!pending) {
            pending = true;
            Platform.runLater(() -> {
                pending = false;
                show(model.pageProperty().get());
            });
        }
    }

    private void show(InspectorPage page) {
        var next = new ArrayList<Node>();
        next.add(nameRuler);
        next.add(new SelectableText(page.title(), "inspector-title"));
        if (!page.subtitle().isEmpty()) {
            next.add(new SelectableText(page.subtitle(), "inspector-subtitle"));
        }
        var nextBoxes = new HashMap<Section, Node>();
        for (Section section : page.sections()) {
            // A section that stays keeps its nodes, and with them what a person selected or scrolled to.
            Node kept = boxes.get(section);
            Node box = kept == null ? box(section) : kept;
            if (nextBoxes.putIfAbsent(section, box) == null) {
                next.add(box);
            }
        }
        boxes = nextBoxes;
        content.getChildren().setAll(next);
    }

    private Node box(Section section) {
        var box = new VBox();
        box.getStyleClass().add("inspector-section");
        List<Node> into = box.getChildren();
        switch (section) {
            case Facts(String heading, List<Fact> facts) -> {
                into.add(heading(heading));
                into.add(grid(facts));
            }
            case Derivatives(List<Derivative> derivatives) -> derivatives.forEach(each -> derivative(into, each));
            case Flow flow -> flow(into, flow);
            case Sum sum -> sum(into, sum);
            case SavedTensors(List<SavedValue> values) -> {
                into.add(heading("saved tensors"));
                values.forEach(value -> into.add(saved(value)));
            }
            case Contents(String heading, TensorValue value) -> {
                into.add(heading(heading + "  " + ValueText.shape(value.shape())));
                into.add(new ValueBox(value, choice));
                if (value.statistics().count() > 1) {
                    statistics(into, value.statistics());
                }
            }
            case ReadyQueue(List<QueuedNode> nodes) -> {
                into.add(heading("ready queue"));
                nodes.forEach(node -> into.add(queued(node)));
            }
            case Source(int line, String text) -> {
                into.add(heading("source"));
                var link = new Hyperlink("line " + line);
                link.getStyleClass().add("inspector-source-link");
                link.setOnAction(_ -> {
                    link.setVisited(false);
                    onOpenLine.accept(line);
                });
                into.add(link);
                into.add(new SelectableText(text, "mono"));
            }
            case Pinned(int node, String text) -> {
                if (!text.isEmpty()) {
                    into.add(heading("note"));
                }
                into.add(new NoteBox(text, next -> model.pin(node, next)));
            }
            case Note(String text, boolean alarming) ->
                into.add(terms.on(alarming ? new SelectableText(text, "alarming") : new SelectableText(text)));
        }
        return box;
    }

    private SelectableText heading(String text) {
        return terms.on(new SelectableText(text, "inspector-heading"));
    }

    private GridPane grid(List<Fact> facts) {
        var grid = new GridPane();
        grid.getStyleClass().add("inspector-facts");
        var names = new ColumnConstraints();
        var width = nameRuler.layoutBoundsProperty().map(bounds -> Math.ceil(bounds.getWidth()) + 2);
        names.minWidthProperty().bind(width);
        names.maxWidthProperty().bind(width);
        var texts = new ColumnConstraints();
        texts.setHgrow(Priority.ALWAYS);
        texts.setMinWidth(0);
        grid.getColumnConstraints().addAll(names, texts);
        for (int row = 0; row < facts.size(); row++) {
            Fact fact = facts.get(row);
            grid.add(terms.on(new SelectableText(fact.name(), "fact-name")), 0, row);
            grid.add(
                    fact.alarming()
                            ? new SelectableText(fact.text(), "mono", "alarming")
                            : new SelectableText(fact.text(), "mono"),
                    1,
                    row);
        }
        return grid;
    }

    private void derivative(List<Node> into, Derivative derivative) {
        into.add(heading("derivative for " + derivative.input()));
        into.add(terms.on(new SelectableText(derivative.sentence(), "derivative-sentence")));
        into.add(new SelectableText(derivative.formula(), "mono", "formula"));
        if (derivative.withNumbers() != null) {
            into.add(heading("with numbers"));
            into.add(new SelectableText(derivative.withNumbers(), "mono"));
        }
        if (derivative.result() != null) {
            into.add(new SelectableText("= " + derivative.result(), "mono", "formula-result"));
        }
    }

    private void flow(List<Node> into, Flow flow) {
        into.add(heading("gradient in · " + flow.when()));
        flow.in().forEach(value -> named(into, value));
        if (!flow.out().isEmpty()) {
            into.add(heading("gradient out"));
            flow.out().forEach(value -> named(into, value));
        }
    }

    private void named(List<Node> into, NamedValue named) {
        if (!named.name().isEmpty()) {
            into.add(new SelectableText(named.name(), "fact-name"));
        }
        into.add(named.value() == null ? new SelectableText("none", "mono") : new ValueBox(named.value(), choice));
    }

    private void sum(List<Node> into, Sum sum) {
        into.add(heading(sum.heading()));
        String before = sum.before() == null ? "None" : ValueText.summary(sum.before(), ValueText.DEFAULT_ELEMENTS);
        into.add(grid(List.of(
                new Fact("before", before),
                new Fact("+ incoming", ValueText.summary(sum.incoming(), ValueText.DEFAULT_ELEMENTS)),
                new Fact(
                        "= " + shortTarget(sum.target()),
                        ValueText.summary(sum.after(), ValueText.DEFAULT_ELEMENTS)))));
    }

    /// The heading of the page has the whole name.
    private static String shortTarget(String target) {
        return target.length() > LONGEST_TARGET && target.endsWith(".grad") ? ".grad" : target;
    }

    private Node saved(SavedValue value) {
        var box = new VBox(new SelectableText(value.name() + " · " + value.text(), "mono"));
        if (value.state() != null) {
            String saved = "version " + value.state().saved();
            box.getChildren()
                    .add(
                            value.state().changed()
                                    ? new SelectableText(
                                            saved + ", changed since: now version "
                                                    + value.state().current(),
                                            "alarming")
                                    : new SelectableText(saved + " ✓", "fact-name"));
        }
        return box;
    }

    private Node queued(QueuedNode node) {
        var link = new Hyperlink((node.running() ? "▶ " : "") + node.name());
        link.getStyleClass().add(node.running() ? "queue-running" : "queue-waiting");
        link.setWrapText(true);
        link.setOnAction(_ -> model.selectNode(node.node()));
        HBox.setHgrow(link, Priority.ALWAYS);
        link.setMaxWidth(Double.MAX_VALUE);
        var sequence = new SelectableText(node.sequence(), "fact-name");
        sequence.setMinWidth(USE_PREF_SIZE);
        var box = new HBox(link, sequence);
        box.getStyleClass().add("queue-row");
        return box;
    }

    private void statistics(List<Node> into, Statistics statistics) {
        into.add(new SelectableText(
                "min " + ValueText.number(statistics.min())
                        + " · max " + ValueText.number(statistics.max())
                        + " · mean " + ValueText.number(statistics.mean())
                        + " · std " + ValueText.number(statistics.std())
                        + " · norm " + ValueText.number(statistics.norm()),
                "statistics"));
        if (statistics.nans() + statistics.infinities() > 0) {
            into.add(new SelectableText(
                    statistics.nans() + " NaN · " + statistics.infinities() + " infinite", "statistics", "alarming"));
        }
    }
}
