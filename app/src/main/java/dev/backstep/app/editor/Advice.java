package dev.backstep.app.editor;

import org.jspecify.annotations.Nullable;

/// A remark on the program as it ran, with a change that would help.
///
/// @param text what there is to know, in a sentence or two
/// @param fix what would help, null if there is no simple change
public record Advice(String text, @Nullable Insertion fix) {
    /// A line to put into the program.
    ///
    /// @param line the line before which it goes, from 1
    /// @param text the whole line, indented, without a line feed
    public record Insertion(int line, String text) {}
}
