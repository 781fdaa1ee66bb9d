package dev.backstep.app.window;

import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.NonFinite.Birth;
import dev.backstep.app.replay.NonFinite.Finds;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Says where the first NaN of a run was born, and goes there. It is said once, and again when another place is the
/// first; a person who types with a NaN in view is not told at each letter. Belongs to the JavaFX application thread.
final class FirstNan {
    private final Replay replay;
    private final SessionViewModel session;
    private final IntConsumer jump;
    private @Nullable Notice shown;
    private String said = "";

    /// @param jump shows a place of the timeline
    FirstNan(Replay replay, SessionViewModel session, IntConsumer jump) {
        this.replay = replay;
        this.session = session;
        this.jump = jump;
        replay.momentProperty().subscribe((before, now) -> {
            if (!now.sameRecording(before)) {
                tell(now);
            }
        });
    }

    /// Another program's first NaN is news, even at the same place.
    void forget() {
        said = "";
        shown = null;
    }

    /// Shows the first NaN, or where there is none the first Inf; says so if there is neither.
    void go() {
        var found = replay.moment().index().nonFinite();
        var finds = found.nans().isEmpty() ? found.infinities() : found.nans();
        var birth = finds.first();
        if (birth == null) {
            session.show(new Notice(Notice.Level.INFORMATION, "There is no NaN and no Inf in this run."));
            return;
        }
        jump.accept(birth.at());
        select(birth);
    }

    private void select(Birth birth) {
        if (birth.node() != Recording.NONE) {
            replay.select(new Selection.Node(birth.node()));
        } else if (birth.tensor() != Recording.NONE) {
            replay.select(new Selection.Tensor(birth.tensor()));
        }
    }

    private void tell(Moment moment) {
        var text = sentence(moment.index(), moment.index().nonFinite().nans());
        if (text.equals(said)) {
            return;
        }
        said = text;
        var present = session.noticeProperty().get();
        boolean ours = shown != null && present.equals(Optional.of(shown));
        if (text.isEmpty()) {
            if (ours) {
                session.dismissNotice();
            }
            shown = null;
        } else if (ours || present.isEmpty()) {
            shown = new Notice(
                    Notice.Level.WARNING, text, List.of(new Notice.Action("Go to First NaN", false, this::go)));
            session.show(shown);
        }
    }

    /// `The first NaN was born in log, line 2: x.log()`; empty if there is none.
    static String sentence(RecordingIndex index, Finds nans) {
        var birth = nans.first();
        if (birth == null) {
            return "";
        }
        var recording = index.recording();
        if (birth.backward()) {
            var node = recording.nodes().get(birth.node());
            return "The first NaN was born in backward pass %d, at %s%s"
                    .formatted(birth.pass() + 1, node.name(), place(index, node.span()));
        }
        var operation = index.operation(birth.operation());
        if (operation == null) {
            return "The first NaN came with %s.".formatted(index.name(birth.tensor()));
        }
        var name = operation.name().substring(operation.name().lastIndexOf(':') + 1);
        return "The first NaN was born in %s%s".formatted(name, place(index, operation.span()));
    }

    private static String place(RecordingIndex index, @Nullable Span span) {
        var source = index.sourceOf(span);
        return span == null ? "." : ", line %d%s".formatted(span.startLine(), source.isEmpty() ? "." : ": " + source);
    }
}
