package dev.backstep.recording;

import java.util.List;

/// A loop statement and what it did.
///
/// @param span its head: `for x in data:`
/// @param parent the loop around it in the same function, or [Recording#NONE]
/// @param count how often the statement began to run
/// @param turns how many turns it made altogether
/// @param executions one entry for each time that it began to run, unless these are too many
public record Loop(int id, Span span, int parent, long count, long turns, List<Execution> executions) {
    /// One run of the statement, from its first turn to its last.
    ///
    /// @param from timeline place of its start
    /// @param to timeline place of its end, exclusive
    /// @param turns how many turns it made
    /// @param known the numbers of the turns whose start is known, counted from 0, in ascending order
    /// @param starts the timeline place at which each of these begins
    public record Execution(int from, int to, int turns, int[] known, int[] starts) {}
}
