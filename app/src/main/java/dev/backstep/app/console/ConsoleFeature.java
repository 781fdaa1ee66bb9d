package dev.backstep.app.console;

import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.feature.Feature;
import dev.backstep.app.feature.Panel;
import java.util.List;
import java.util.function.IntConsumer;
import javafx.beans.value.ObservableValue;

/// What the program printed.
public final class ConsoleFeature implements Feature {
    private final ConsoleView view;
    private final Panel panel;

    /// @param openLine shows a line of the program
    /// @param remark why there is no text of the program as it stands
    /// @param problems whether the program raised an error or a warning
    public ConsoleFeature(
            ConsoleViewModel model,
            IntConsumer openLine,
            ObservableValue<String> remark,
            ObservableValue<Boolean> problems) {
        view = new ConsoleView(model, openLine);
        view.remarkProperty().bind(remark);
        panel = new Panel(
                "console",
                "Console",
                "Show what the program printed",
                view,
                new Panel.Warning(problems, "The program raised an error or a warning"));
    }

    @Override
    public List<Command> commands() {
        return ConsoleCommands.of(view);
    }

    @Override
    public List<Panel> panels() {
        return List.of(panel);
    }

    @Override
    public void useControls(CommandControls controls) {
        view.setContextMenu(controls);
    }
}
