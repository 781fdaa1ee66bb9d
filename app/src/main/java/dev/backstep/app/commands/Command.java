package dev.backstep.app.commands;

import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.value.ObservableValue;

/// Something that a person can ask for. Immutable; made with [#of(String, String, Runnable)] and the methods that
/// return a changed copy.
///
/// @param id never shown and never changed, because key maps name it: `file.save-as`
/// @param title in menus and the palette
/// @param description what it does, for tool tips: a phrase without a full stop
/// @param category where it stands in menus and lists
/// @param group commands of one category with the same number stand together
/// @param context where its keys work
/// @param enabled whether it can be performed now
/// @param obstacle why it cannot be performed while it is not enabled, in a few words; may be empty
/// @param mark whether it is on, for a command that switches something
public record Command(
        String id,
        String title,
        String description,
        Category category,
        int group,
        Context context,
        ObservableValue<Boolean> enabled,
        String obstacle,
        Optional<Mark> mark,
        Runnable action) {

    /// What a switch says about itself.
    ///
    /// @param choice whether it is one of several of which one is on
    public record Mark(ObservableValue<Boolean> on, boolean choice) {}

    /// A command that is always enabled and whose keys work everywhere.
    public static Command of(String id, String title, Runnable action) {
        var always = new ReadOnlyBooleanWrapper(true).getReadOnlyProperty();
        return new Command(
                id, title, title, Category.VIEW, 0, Context.EVERYWHERE, always, "", Optional.empty(), action);
    }

    /// A command that turns something on and off.
    public static Command toggle(String id, String title, BooleanProperty on) {
        return of(id, title, () -> on.set(!on.get())).marked(on);
    }

    /// With a description for tool tips.
    public Command describedAs(String text) {
        return new Command(id, title, text, category, group, context, enabled, obstacle, mark, action);
    }

    /// In a category, beside the commands with the same number.
    public Command in(Category where, int with) {
        return new Command(id, title, description, where, with, context, enabled, obstacle, mark, action);
    }

    /// With keys that work in one context only.
    public Command onlyIn(Context where) {
        return new Command(id, title, description, category, group, where, enabled, obstacle, mark, action);
    }

    /// Enabled while a condition holds.
    public Command when(ObservableValue<Boolean> condition) {
        return when(condition, "");
    }

    /// Enabled while a condition holds.
    ///
    /// @param otherwise why it is not, in a few words
    public Command when(ObservableValue<Boolean> condition, String otherwise) {
        return new Command(id, title, description, category, group, context, condition, otherwise, mark, action);
    }

    /// With a mark that shows whether it is on.
    public Command marked(ObservableValue<Boolean> on) {
        return marked(new Mark(on, false));
    }

    /// One of several, of which one is on.
    public Command chosen(ObservableValue<Boolean> on) {
        return marked(new Mark(on, true));
    }

    private Command marked(Mark next) {
        return new Command(
                id, title, description, category, group, context, enabled, obstacle, Optional.of(next), action);
    }

    public boolean isEnabled() {
        return enabled.getValue();
    }

    /// The id without its first part: `save-as`.
    public String name() {
        return id.substring(id.indexOf('.') + 1);
    }
}
