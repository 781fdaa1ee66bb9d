package dev.backstep.app.editor;

import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.feature.Feature;
import dev.backstep.app.feature.SettingsSection;
import dev.backstep.app.settings.SettingsStore;
import java.util.List;

/// The editor of the program.
public final class EditorFeature implements Feature {
    private final EditorView view;

    public EditorFeature(EditorView view, SettingsStore settings) {
        this.view = view;
        settings.property(EditorSettings.FONT_SIZE)
                .subscribe(size -> view.fontSizeProperty().set(size));
        view.fontSizeProperty().subscribe((before, size) -> settings.set(EditorSettings.FONT_SIZE, size.doubleValue()));
    }

    @Override
    public List<Command> commands() {
        return EditorCommands.of(view);
    }

    @Override
    public List<SettingsSection> settings() {
        return List.of(new SettingsSection("Editor and keys", EditorSettings.fields()));
    }

    @Override
    public void useControls(CommandControls controls) {
        view.setContextMenu(controls);
    }
}
