package dev.backstep.app.inspector;

import dev.backstep.app.replay.Arrows;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.Recording;
import java.util.OptionalInt;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;

/// Keeps the inspector's page that of the recording, the cursor and the selection.
public final class InspectorViewModel {
    private final Replay replay;
    private final ReadOnlyObjectWrapper<InspectorPage> page = new ReadOnlyObjectWrapper<>(InspectorPage.EMPTY);

    private final ObjectProperty<Arrows> arrows = new SimpleObjectProperty<>(this, "arrows", Arrows.BY_TURNS);

    public InspectorViewModel(Replay replay) {
        this.replay = replay;
        replay.momentProperty().subscribe(_ -> turn());
        arrows.subscribe(_ -> turn());
    }

    private void turn() {
        page.set(InspectorPages.of(replay.moment(), arrows.get()));
    }

    /// Which way the arrows of the graph point, so that an edge is called as it is drawn.
    public ObjectProperty<Arrows> arrowsProperty() {
        return arrows;
    }

    public ReadOnlyObjectProperty<InspectorPage> pageProperty() {
        return page.getReadOnlyProperty();
    }

    /// The node to which a note would be pinned: the selected one, or that of the selected tensor; empty without one.
    OptionalInt notedNode() {
        return notedNode(replay.moment());
    }

    private static OptionalInt notedNode(Moment moment) {
        int node = switch (moment.selection()) {
            case Selection.Node(int id) when moment.index().node(id) != null -> id;
            case Selection.Tensor(int tensor) -> {
                var its = moment.index().nodeOf(tensor);
                yield its == null ? Recording.NONE : its.id();
            }
            default -> Recording.NONE;
        };
        return node == Recording.NONE ? OptionalInt.empty() : OptionalInt.of(node);
    }

    /// Whether a note can be pinned.
    ObservableValue<Boolean> canPin() {
        return replay.momentProperty().map(moment -> notedNode(moment).isPresent());
    }

    /// Whether there is a note where one could be pinned.
    ObservableValue<Boolean> isPinned() {
        return replay.momentProperty().map(moment -> {
            var node = notedNode(moment);
            return node.isPresent() && !moment.notes().of(node.getAsInt()).isEmpty();
        });
    }

    /// Pins a note; a blank one takes off what is there.
    void pin(int node, String text) {
        replay.pin(node, text);
    }

    /// Looks at another node instead.
    public void selectNode(int node) {
        replay.select(new Selection.Node(node));
    }
}
