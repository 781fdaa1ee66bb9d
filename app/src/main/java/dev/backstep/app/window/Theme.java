package dev.backstep.app.window;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleObjectProperty;

/// Light or dark: what the user chose, or what the system has, now and when it changes.
final class Theme {
    private final ObjectProperty<ThemeChoice> choice = new SimpleObjectProperty<>(this, "choice", ThemeChoice.SYSTEM);
    private final ReadOnlyBooleanWrapper dark = new ReadOnlyBooleanWrapper(this, "dark");

    Theme() {
        choice.subscribe(this::resolve);
        Platform.getPreferences().colorSchemeProperty().subscribe(this::resolve);
        dark.subscribe(isDark -> Application.setUserAgentStylesheet(
                (isDark ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet()));
    }

    /// A choice's name for people.
    static String title(ThemeChoice choice) {
        return switch (choice) {
            case LIGHT -> "Light Theme";
            case DARK -> "Dark Theme";
            case SYSTEM -> "System's Theme";
        };
    }

    ObjectProperty<ThemeChoice> choiceProperty() {
        return choice;
    }

    ReadOnlyBooleanProperty darkProperty() {
        return dark.getReadOnlyProperty();
    }

    private void resolve() {
        dark.set(
                switch (choice.get()) {
                    case LIGHT -> false;
                    case DARK -> true;
                    case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
                });
    }
}
