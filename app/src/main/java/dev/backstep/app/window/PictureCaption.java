package dev.backstep.app.window;

import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Replay.Freshness;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Label;

/// Says over the graph whose picture it is, while it is not that of the program as it stands, and fades what is shown
/// of it elsewhere. Nobody shall take another program's numbers for those of the one in the editor.
final class PictureCaption extends Label {
    static final double FADED = 0.4;

    PictureCaption(Replay replay, SessionViewModel session) {
        setId("picture-caption");
        getStyleClass().add("picture-caption");
        setMouseTransparent(true);
        textProperty()
                .bind(Bindings.createStringBinding(
                        () -> text(replay, session.othersPictureProperty().get()),
                        replay.momentProperty(),
                        replay.freshnessProperty(),
                        session.othersPictureProperty()));
        visibleProperty().bind(textProperty().isNotEmpty());
    }

    /// @param others whether the picture is that of the program that was open before
    static String text(Replay replay, boolean others) {
        var recording = replay.moment().recording();
        if (replay.freshnessProperty().get() == Freshness.CURRENT
                || recording.timeline().isEmpty()) {
            return "";
        }
        return others
                ? "This is still the picture of %s".formatted(recording.name())
                : "This is the picture of an earlier text";
    }

    /// Fades a view of the recording while it is not that of the program as it stands.
    static void fade(Node view, Replay replay) {
        view.opacityProperty().bind(opacity(replay));
    }

    private static ObservableValue<Number> opacity(Replay replay) {
        return replay.freshnessProperty().map(freshness -> freshness == Freshness.CURRENT ? 1 : FADED);
    }
}
