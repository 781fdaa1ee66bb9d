package dev.backstep.app.window;

import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.Replay.Freshness;
import dev.backstep.recording.Problem;
import java.util.List;

/// A person's own program and its picture, while another program is tried in its place. Nothing of it is lost: not the
/// text that was never saved, not the place in it, not the step that was looked at.
///
/// @param moment what was shown
/// @param freshness whether that was a picture of the text as it stood
/// @param live whether programs ran while they were typed
record Aside(
        EditorViewModel.Document document, Moment moment, Freshness freshness, List<Problem> problems, boolean live) {

    static Aside of(Workspace workspace) {
        return new Aside(
                workspace.editor.document(),
                workspace.replay.moment(),
                workspace.replay.freshnessProperty().get(),
                List.copyOf(workspace.session.problems()),
                workspace.session.liveProperty().get());
    }
}
