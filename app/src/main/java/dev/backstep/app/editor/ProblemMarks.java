package dev.backstep.app.editor;

import dev.backstep.app.replay.ProblemText;
import dev.backstep.recording.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import org.fxmisc.richtext.CodeArea;
import org.fxmisc.richtext.event.MouseOverTextEvent;

/// Underlines what is wrong, red for an error and amber for a warning, and says it: at the line's end, in the gutter,
/// over the text when pointed at, and to screen readers. A problem without a place is said at the first line.
final class ProblemMarks {
    private static final Duration HOVER_DELAY = Duration.ofMillis(250);

    private final CodeArea area;
    private final ObservableList<Problem> problems;
    private final StyleLayers styles;
    private final Gutter gutter;
    private final LineNotes notes;
    private final HoverPopup popup = new HoverPopup();
    private List<Place> places = List.of();

    /// Where a problem is, in offsets of the text it was found in.
    private record Place(Lines.Range range, Problem problem) {}

    ProblemMarks(CodeArea area, ObservableList<Problem> problems, StyleLayers styles, Gutter gutter, LineNotes notes) {
        this.area = area;
        this.problems = problems;
        this.styles = styles;
        this.gutter = gutter;
        this.notes = notes;
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
            (error ? errors : warnings).merge(line, whole(problem), (one, other) -> one + "\n" + other);
            texts.merge(line, note(problem), (one, other) -> error ? other : one);
            var span = ProblemText.place(problem);
            if (span != null) {
                var range = lines.range(span);
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
                .map(problem -> "Line %d: %s".formatted(line(problem, lines), whole(problem)))
                .collect(Collectors.joining("\n")));
    }

    private static int line(Problem problem, Lines lines) {
        var span = ProblemText.place(problem);
        return span == null ? 1 : Math.clamp(span.startLine(), 1, lines.count());
    }

    /// What is wrong, and what to do about it.
    private static String whole(Problem problem) {
        return ProblemText.title(problem)
                + ProblemText.help(problem).map(help -> "\n" + help).orElse("");
    }

    private static LineNotes.Note note(Problem problem) {
        var first = ProblemText.title(problem).lines().findFirst().orElse("");
        return new LineNotes.Note(
                first, problem.severity() == Problem.Severity.ERROR ? "note-error" : "note-warning", whole(problem));
    }

    private void hover(MouseOverTextEvent event) {
        var said = places.stream()
                .filter(place -> place.range().contains(event.getCharacterIndex()))
                .map(place -> whole(place.problem()))
                .distinct()
                .collect(Collectors.joining("\n\n"));
        if (!said.isEmpty()) {
            popup.show(area, event.getScreenPosition(), said);
        }
    }
}
