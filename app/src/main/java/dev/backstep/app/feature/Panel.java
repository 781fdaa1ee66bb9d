package dev.backstep.app.feature;

import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/// A panel below the graph. The window gives it a tab, and the command `view.ID` that shows it.
///
/// @param id never shown and never changed
/// @param title on its tab
/// @param about what it shows, for the tool tip of the command: a phrase without a full stop
/// @param warning what its tab warns of; null if it never does
public record Panel(
        String id,
        String title,
        String about,
        Node view,
        @Nullable Warning warning) {

    /// A panel that never warns.
    public Panel(String id, String title, String about, Node view) {
        this(id, title, about, view, null);
    }

    /// A sign on the tab that there is something to read in it.
    ///
    /// @param meaning in words, for those who do not see the sign
    public record Warning(ObservableValue<Boolean> there, String meaning) {}

    /// Of the command that shows it.
    public String command() {
        return "view." + id;
    }
}
