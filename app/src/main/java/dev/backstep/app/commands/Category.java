package dev.backstep.app.commands;

/// What kind of command it is: menus and the sheet of shortcuts are divided by it.
public enum Category {
    FILE("File"),
    EDIT("Edit"),
    VIEW("View"),
    GRAPH("Graph"),
    RUN("Run"),
    STEPS("Steps"),
    CONSOLE("Console"),
    HELP("Help"),
    /// What the palette finds, and no menu has.
    GLOSSARY("Glossary");

    private final String title;

    Category(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
