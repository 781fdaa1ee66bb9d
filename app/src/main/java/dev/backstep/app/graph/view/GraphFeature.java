package dev.backstep.app.graph.view;

import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.feature.Feature;
import java.util.List;

/// The graph.
///
/// @param view shows it
public record GraphFeature(GraphView view) implements Feature {
    @Override
    public List<Command> commands() {
        return GraphCommands.of(view);
    }

    @Override
    public void useControls(CommandControls controls) {
        view.setControls(controls);
    }
}
