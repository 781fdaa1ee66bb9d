package dev.backstep.app.window;

import dev.backstep.app.commands.Command;
import dev.backstep.app.feature.Panel;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The panels that features bring, each on a tab below the graph.
final class PanelTabs extends TabPane {
    private final List<Panel> panels;

    PanelTabs(List<Panel> panels) {
        this.panels = panels;
        setId("tabs");
        setTabClosingPolicy(TabClosingPolicy.UNAVAILABLE);
        panels.forEach(panel -> getTabs().add(tab(panel)));
    }

    private static Tab tab(Panel panel) {
        var tab = new Tab(panel.title(), panel.view());
        tab.setId(panel.id() + "-tab");
        var warning = panel.warning();
        if (warning != null) {
            var sign = new FontIcon(Feather.ALERT_TRIANGLE);
            sign.getStyleClass().add("tab-warning");
            sign.setAccessibleText(warning.meaning());
            tab.graphicProperty().bind(warning.there().map(there -> there ? sign : null));
        }
        return tab;
    }

    /// A command for each panel, which shows it.
    ///
    /// @param uncover shows the place where the panels are
    List<Command> commands(Runnable uncover) {
        return panels.stream()
                .map(panel -> WindowCommands.view(
                                panel.id(),
                                "Show " + panel.title(),
                                () -> {
                                    uncover.run();
                                    select(panel);
                                },
                                1)
                        .describedAs(panel.about()))
                .toList();
    }

    /// Whether a panel is the one in front.
    BooleanBinding isInFront(String id) {
        return Bindings.createBooleanBinding(
                () -> id.equals(panels.get(Math.max(0, getSelectionModel().getSelectedIndex()))
                        .id()),
                getSelectionModel().selectedIndexProperty());
    }

    private void select(Panel panel) {
        getSelectionModel().select(panels.indexOf(panel));
    }
}
