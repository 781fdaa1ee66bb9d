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
        replay.momentProperty().subscribe(moment -> page.set(InspectorPages.of(moment)));
    }

    public ReadOnlyObjectProperty<InspectorPage> pageProperty() {
        return page.getReadOnlyProperty();
    }

    /// Looks at another node instead.
    public void selectNode(int node) {
        replay.select(new Selection.Node(node));
    }
}
