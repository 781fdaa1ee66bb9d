package dev.backstep.app.inspector;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.feature.Feature;
import java.util.List;

/// The inspector, and the notes that are written in it.
///
/// @param view shows the page
/// @param uncover shows the inspector if it is hidden
public record InspectorFeature(InspectorViewModel model, InspectorView view, Runnable uncover) implements Feature {
    private static final List<String> CONTEXT_MENU = List.of(
            "view.back",
            "view.forward",
            "",
            "edit.copy",
            "",
            "graph.pin-note",
            "graph.remove-note",
            "",
            "view.inspector");
    private static final int NOTES = 3;

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of("graph.pin-note", "Pin a Note…", this::editNote)
                        .in(Category.GRAPH, NOTES)
                        .describedAs("Write a note on the selected node, which is kept in the recording")
                        .when(model.canPin(), "Select a Node"),
                Command.of("graph.remove-note", "Remove the Note", this::removeNote)
                        .in(Category.GRAPH, NOTES)
                        .describedAs("Take the note off the selected node")
                        .when(model.isPinned()));
    }

    private void editNote() {
        uncover.run();
        view.editNote();
    }

    private void removeNote() {
        model.notedNode().ifPresent(node -> model.pin(node, ""));
    }

    @Override
    public void useControls(CommandControls controls) {
        controls.contextMenu(view, CONTEXT_MENU);
    }
}
