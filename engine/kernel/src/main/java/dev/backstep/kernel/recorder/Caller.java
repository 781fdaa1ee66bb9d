package dev.backstep.kernel.recorder;

import dev.backstep.recording.Span;

/// Where the program is.
public interface Caller {
    /// The innermost line of the program's own file that runs, or 0.
    int line();

    /// Looks at the frames of the user's code that run now. What the others tell is of then.
    ///
    /// @return how many there are; -1 if these are too many to be looked at
    int look();

    /// The innermost line of the program's own file, or 0.
    int lineSeen();

    /// A number for the function of a frame. The innermost frame is 0.
    int function(int frame);

    /// The place in the function that a frame is at.
    int instruction(int frame);

    /// What a number of [#function] stands for.
    Function describe(int function);

    /// A function of the user's.
    interface Function {
        String name();

        /// Empty for the program's own file.
        String file();

        int line();

        /// The expression that a place is part of. Columns count bytes.
        Span span(int instruction);
    }
}
