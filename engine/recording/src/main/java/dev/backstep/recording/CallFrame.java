package dev.backstep.recording;

/// A function of the user's that runs, at one of its calls. What was run through the same chain of calls has the same
/// frame, so that a chain is one identifier.
///
/// @param parent the frame that called it, or [Recording#NONE] for the module's own
/// @param function its qualified name, such as `Net.forward`; `<module>` outside all functions
/// @param file empty for the program itself, else a module's path beside it
/// @param definedAt the line that the function begins at
/// @param span the expression in it that runs
public record CallFrame(int id, int parent, String function, String file, int definedAt, Span span) {}
