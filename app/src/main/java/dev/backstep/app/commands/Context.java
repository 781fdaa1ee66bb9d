package dev.backstep.app.commands;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/// Where the keyboard's focus must be for a command's keys to work. A key may mean one thing in the graph and another
/// everywhere else; the narrower meaning wins.
public enum Context {
    EVERYWHERE,
    /// The control that has the focus serves these keys by itself, such as copy; menus only show them.
    CONTROL,
    EDITOR,
    GRAPH;

    /// Marks a node: while it or something in it has the focus, this context's keys work.
    public void of(Node node) {
        node.getProperties().put(Context.class, this);
    }

    /// The contexts of a node with the focus, the innermost first. Does not contain [#EVERYWHERE].
    static List<Context> around(@Nullable Node focused) {
        var contexts = new ArrayList<Context>();
        for (var node = focused; node != null; node = node.getParent()) {
            if (marked(node) instanceof Context context) {
                contexts.add(context);
            }
        }
        return contexts;
    }

    /// The mark of the node itself.
    static @Nullable Context marked(Node node) {
        return node.hasProperties() && node.getProperties().get(Context.class) instanceof Context context
                ? context
                : null;
    }
}
