package dev.backstep.app.editor;

import dev.backstep.recording.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.stage.Popup;
import org.fxmisc.richtext.CodeArea;
import org.fxmisc.richtext.event.MouseOverTextEvent;

/// Underlines what is wrong, red for an error and amber for a warning, and says it: at the line's end, in the gutter,
/// over the text when pointed at, and to screen readers. A problem without a place is said at the first line.
final class ProblemMarks {
    private static final Duration HOVER_DELAY = Duration.ofMillis(250);
    private static final int NOTE_LENGTH = 90;

    private final CodeArea area;
    private final ObservableList<Problem> problems;
    private final StyleLayers styles;
    private final Gutter gutter;
    private final LineNotes notes;
    private final Label message = new Label();
    private final Popup popup = new Popup();
    private List<Place> places = List.of();

    /// Where a problem is, in offsets of the text it was found in.
    private record Place(Lines.Range range, Problem problem) {}

    ProblemMarks(CodeArea area, ObservableList<Problem> problems, StyleLayers styles, Gutter gutter, LineNotes notes) {
        this.area = area;
        this.problems = problems;
        this.styles = styles;
        this.gutter = gutter;
        this.notes = notes;
        message.getStyleClass().add("editor-hover");
        // A popup is a window of its own, which has the theme but not the editor's style sheet.
        message.getStylesheets().add(EditorView.STYLE_SHEET);
        message.setWrapText(true);
        message.setMaxWidth(520);
        popup.getContent().add(message);
        popup.setAutoHide(true);
        area.setMouseOverTextDelay(HOVER_DELAY);
        area.addEventHandler(MouseOverTextEvent.MOUSE_OVER_TEXT_BEGIN, this::hover);
        area.addEventHandler(MouseOverTextEvent.MOUSE_OVER_TEXT_END, event -> popup.hide());
        // What is said at places holds for the text it was found in: the next run will say it anew.
        area.plainTextChanges().subscribe(change -> {
            places = List.of();
            popup.hide();
        });
        problems.addListener((ListChangeListener<Problem>) change -> update());
        update();
    }

    private void update() {
        var lines = Lines.of(area.getText());
        var found = new ArrayList<Place>();
        var marks = new ArrayList<StyleLayers.Mark>();
        var errors = new HashMap<Integer, String>();
        var warnings = new HashMap<Integer, String>();
        var texts = new HashMap<Integer, LineNotes.Note>();
        for (var problem : problems) {
            boolean error = problem.severity() == Problem.Severity.ERROR;
            int line = line(problem, lines);
            (error ? errors : warnings).merge(line, title(problem), (one, other) -> one + "\n" + other);
            texts.merge(line, note(problem), (one, other) -> error ? other : one);
            if (problem.span() != null) {
                var range = lines.range(problem.span());
                found.add(new Place(range, problem));
                marks.add(new StyleLayers.Mark(range.from(), range.to(), error ? "problem-error" : "problem-warning"));
            }
        }
        places = List.copyOf(found);
        styles.set(StyleLayers.Layer.PROBLEM, marks);
        gutter.set(Gutter.Kind.ERROR, errors);
        gutter.set(Gutter.Kind.WARNING, warnings);
        notes.set(LineNotes.Layer.PROBLEMS, texts);
        area.setAccessibleHelp(problems.stream()
                .map(problem -> "Line %d: %s".formatted(line(problem, lines), title(problem)))
                .collect(Collectors.joining("\n")));
    }

    private static int line(Problem problem, Lines lines) {
        return problem.span() == null ? 1 : Math.clamp(problem.span().startLine(), 1, lines.count());
    }

    private static String title(Problem problem) {
        return problem.message().isBlank() ? problem.type() : problem.type() + ": " + problem.message();
    }

    private static LineNotes.Note note(Problem problem) {
        var first = title(problem).lines().findFirst().orElse("");
        var text = first.length() <= NOTE_LENGTH ? first : first.substring(0, NOTE_LENGTH - 1) + "…";
        return new LineNotes.Note(text, problem.severity() == Problem.Severity.ERROR ? "note-error" : "note-warning");
    }

    private void hover(MouseOverTextEvent event) {
        var said = places.stream()
                .filter(place -> place.range().contains(event.getCharacterIndex()))
                .map(place -> title(place.problem()))
                .distinct()
                .collect(Collectors.joining("\n\n"));
        if (!said.isEmpty()) {
            Point2D at = event.getScreenPosition();
            message.setText(said);
            popup.show(area, at.getX() + 8, at.getY() + 16);
        }
    }
}
