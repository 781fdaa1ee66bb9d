package dev.backstep.app.guide;

/// Where the guide plays: the editor, whose program is put aside for a while.
public interface GuideStage {
    /// Shows a program in place of the person's own, which is kept.
    void enter(String name, String program);

    /// Brings a part of the window into view, with the keyboard's focus where what is asked for can be done.
    ///
    /// @param part its id
    /// @param line of the program, from 1; 0 for none
    void show(String part, int line);

    /// Shows the person's own program again, as it was.
    void leave();
}
