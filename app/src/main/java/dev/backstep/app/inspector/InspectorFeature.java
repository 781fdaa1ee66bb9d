package dev.backstep.app.inspector;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.feature.Feature;
import java.util.List;

/// The inspector.
///
/// @param view shows its page
public record InspectorFeature(InspectorView view) implements Feature {
    private static final List<String> CONTEXT_MENU =
            List.of("view.back", "view.forward", "", "edit.copy", "", "view.inspector");

    @Override
    public void useControls(CommandControls controls) {
        controls.contextMenu(view, CONTEXT_MENU);
    }
}
