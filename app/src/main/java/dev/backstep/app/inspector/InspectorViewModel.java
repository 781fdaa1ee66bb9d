package dev.backstep.app.inspector;

import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// Keeps the inspector's page that of the recording, the cursor and the selection.
public final class InspectorViewModel {
    private final Replay replay;
    private final ReadOnlyObjectWrapper<InspectorPage> page = new ReadOnlyObjectWrapper<>(InspectorPage.EMPTY);

    public InspectorViewModel(Replay replay) {
        this.replay = replay;
        replay.recordingProperty().addListener((_, _, _) -> update());
        replay.cursorProperty().addListener((_, _, _) -> update());
        replay.selectionProperty().addListener((_, _, _) -> update());
        replay.selectionReturningProperty().addListener((_, _, _) -> update());
        update();
    }

    public ReadOnlyObjectProperty<InspectorPage> pageProperty() {
        return page.getReadOnlyProperty();
    }

    /// Looks at another node instead.
    public void selectNode(int node) {
        replay.selectionProperty().set(new Selection.Node(node));
    }

    private void update() {
        if (replay.selectionReturning()) {
            return;
        }
        page.set(InspectorPages.of(
                replay.index(),
                replay.cursorProperty().get(),
                replay.selectionProperty().get()));
    }
}
