package dev.backstep.app.graph.view;

import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.feature.Feature;
import dev.backstep.app.feature.SettingsSection;
import dev.backstep.app.settings.SettingsStore;
import java.util.List;

/// The graph.
public final class GraphFeature implements Feature {
    private final GraphView view;

    /// @param view shows it
    public GraphFeature(GraphView view, SettingsStore settings) {
        this.view = view;
        var options = view.optionsProperty();
        settings.property(GraphSettings.ARROWS)
                .subscribe(arrows -> options.set(options.get().with(arrows)));
        options.subscribe((_, now) -> settings.set(GraphSettings.ARROWS, now.arrows()));
    }

    @Override
    public List<SettingsSection> settings() {
        return List.of(new SettingsSection("Window", GraphSettings.fields()));
    }

    @Override
    public List<Command> commands() {
        return GraphCommands.of(view);
    }

    @Override
    public void useControls(CommandControls controls) {
        view.setControls(controls);
    }
}
