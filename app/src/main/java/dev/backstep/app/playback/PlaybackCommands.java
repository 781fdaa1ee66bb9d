package dev.backstep.app.playback;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import dev.backstep.app.replay.Replay;
import java.util.List;
import javafx.beans.value.ObservableValue;

/// What a person can ask of playback.
public final class PlaybackCommands {
    /// What the timeline's context menu offers; an empty one is a separator.
    static final List<String> CONTEXT_MENU = List.of(
            "step.play",
            "",
            "step.first",
            "step.previous-pass",
            "step.back",
            "step.forward",
            "step.next-pass",
            "step.last");

    private static final int PLAYING = 0;
    private static final int PLACES = 1;
    private static final int SPEED = 2;

    private PlaybackCommands() {}

    public static List<Command> of(Replay replay, PlaybackViewModel playback) {
        var moment = replay.momentProperty();
        var events = moment.map(now -> now.recording().timeline().size());
        var any = events.map(count -> count > 0);
        var notAtStart = moment.map(now -> now.cursor().at() > 0);
        var notAtEnd =
                moment.map(now -> now.cursor().at() < now.recording().timeline().size());
        return List.of(
                command("play", "Play or Pause", playback::togglePlay, PLAYING, any)
                        .describedAs("Play from here, or stop playing"),
                command("forward", "Step Forward", playback::stepForward, PLAYING, notAtEnd)
                        .describedAs("Go one step forward"),
                command("back", "Step Back", playback::stepBack, PLAYING, notAtStart)
                        .describedAs("Go one step back"),
                command("first", "First Step", playback::first, PLACES, notAtStart)
                        .describedAs("Go to the start of the program"),
                command("last", "Last Step", playback::last, PLACES, notAtEnd)
                        .describedAs("Go to the end of the program"),
                command("next-pass", "Next Backward Pass", playback::nextPass, PLACES, notAtEnd)
                        .describedAs("Go to the start of the next backward pass"),
                command("previous-pass", "Previous Backward Pass", playback::previousPass, PLACES, notAtStart)
                        .describedAs("Go to the start of this backward pass, or of the one before"),
                command("faster", "Faster", playback::faster, SPEED, any).describedAs("Play faster"),
                command("slower", "Slower", playback::slower, SPEED, any).describedAs("Play slower"));
    }

    private static Command command(
            String name, String title, Runnable action, int group, ObservableValue<Boolean> enabled) {
        return Command.of("step." + name, title, action)
                .in(Category.STEPS, group)
                .when(enabled);
    }
}
