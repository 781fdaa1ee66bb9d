package dev.backstep.app.controls;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/// Takes in its content with the first layout, when the window around it has its style. A text area's virtual flow
/// styles
/// its lines the moment they enter a scene; were that before the first frame, no color of the theme would be known
/// yet, and each rule that uses one would be reported on stderr.
public final class DeferredPane extends StackPane {
    private final List<Node> content;
    private @Nullable Node focus;
    private boolean filled;

    public DeferredPane(Node... content) {
        this.content = List.of(content);
    }

    /// Gives the keyboard's focus to a part of the content, now or when it is there.
    public void focus(Node node) {
        focus = node;
        if (filled) {
            node.requestFocus();
        }
    }

    @Override
    protected void layoutChildren() {
        if (!filled) {
            filled = true;
            getChildren().setAll(content);
            if (focus != null) {
                focus.requestFocus();
            }
        }
        super.layoutChildren();
    }
}
