package dev.backstep.app.inspector;

import dev.backstep.app.replay.Debugger;
import dev.backstep.app.replay.Selection;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// Keeps the inspector's page that of the recording, the cursor and the selection.
public final class InspectorViewModel {
    private final Debugger debugger;
    private final ReadOnlyObjectWrapper<InspectorPage> page = new ReadOnlyObjectWrapper<>(InspectorPage.EMPTY);

    public InspectorViewModel(Debugger debugger) {
        this.debugger = debugger;
        debugger.recordingProperty().addListener((_, _, _) -> update());
        debugger.cursorProperty().addListener((_, _, _) -> update());
        debugger.selectionProperty().addListener((_, _, _) -> update());
        debugger.selectionReturningProperty().addListener((_, _, _) -> update());
        update();
    }

    public ReadOnlyObjectProperty<InspectorPage> pageProperty() {
        return page.getReadOnlyProperty();
    }

    /// Looks at another node instead.
    public void selectNode(int node) {
        debugger.selectionProperty().set(new Selection.Node(node));
    }

    private void update() {
        if (debugger.selectionReturning()) {
            return;
        }
        page.set(InspectorPages.of(
                debugger.index(),
                debugger.cursorProperty().get(),
                debugger.selectionProperty().get()));
    }
}
