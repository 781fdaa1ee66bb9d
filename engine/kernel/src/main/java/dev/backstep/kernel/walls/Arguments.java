package dev.backstep.kernel.walls;

import org.jspecify.annotations.Nullable;

/// The arguments of an audit event. Nothing may be called on them that runs the program's code.
public interface Arguments {
    int count();

    /// The text of a `str` or `bytes`, or of an object of a subclass of these; bytes are decoded as Python decodes the
    /// names of files.
    ///
    /// @return null if it is anything else, or if there is no such argument
    @Nullable
    String text(int index);

    /// Whether there is such an argument and it is an `int`.
    boolean isNumber(int index);

    /// An `int`; if it does not fit, the nearest that does.
    long number(int index);

    /// Whether it is `None`, or there is no such argument.
    boolean isNone(int index);
}
