package dev.backstep.app.playback;

import dev.backstep.app.commands.Command;
import dev.backstep.app.feature.Feature;
import dev.backstep.app.replay.Replay;
import java.util.List;

/// The ways through the steps of a run.
///
/// @param replay what is shown
public record PlaybackFeature(Replay replay, PlaybackViewModel playback) implements Feature {
    @Override
    public List<Command> commands() {
        return PlaybackCommands.of(replay, playback);
    }
}
