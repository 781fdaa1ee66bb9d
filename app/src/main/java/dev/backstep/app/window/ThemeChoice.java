package dev.backstep.app.window;

/// Which theme a person wants.
public enum ThemeChoice {
    LIGHT,
    DARK,
    SYSTEM
}
