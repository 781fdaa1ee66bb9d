package dev.backstep.app.inspector;

import dev.backstep.recording.TensorValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything the inspector shows, in the order of its sections.
///
/// @param title what it is about: `PowBackward0`, `a`
/// @param subtitle where and when: `a**3 · line 6 · step 4 of 8 · pass 2 of 2`
public record InspectorPage(String title, String subtitle, List<Section> sections) {
    static final InspectorPage EMPTY = new InspectorPage("", "", List.of());

    /// A part of the page.
    public sealed interface Section {}

    /// Names and what they are.
    public record Facts(String heading, List<Fact> facts) implements Section {}

    /// @param alarming whether it deserves red, as a count of NaNs does
    public record Fact(String name, String text, boolean alarming) {
        Fact(String name, String text) {
            this(name, text, false);
        }
    }

    /// The derivative of each input.
    public record Derivatives(List<Derivative> derivatives) implements Section {}

    /// @param input the input's name in the formula and the variable passed: `self = a`
    /// @param sentence the formula in plain words
    /// @param formula as the derivative table has it
    /// @param withNumbers the formula with its operands' values, null where they are large or not recorded
    /// @param result what it came to, null where no gradient was computed or it is large
    public record Derivative(
            String input,
            String sentence,
            String formula,
            @Nullable String withNumbers,
            @Nullable String result) {}

    /// The gradients that a node's evaluation received and sent.
    ///
    /// @param when `step 4 of 8 · pass 2 of 2`, with `comes at` before it if that is after the cursor
    public record Flow(String when, List<NamedValue> in, List<NamedValue> out) implements Section {}

    /// @param name where it comes from or goes to
    /// @param value null where no gradient came or was needed
    public record NamedValue(String name, @Nullable TensorValue value) {}

    /// `before + incoming = after` at a leaf.
    public record Sum(
            String heading, String target, @Nullable TensorValue before, TensorValue incoming, TensorValue after)
            implements Section {}

    /// What the forward kept for a node.
    public record SavedTensors(List<SavedValue> values) implements Section {}

    /// @param state for a tensor whether it still is what was saved, null for other values
    public record SavedValue(
            String name, String text, @Nullable State state) {}

    /// Whether a saved tensor has changed.
    ///
    /// @param saved the version saved
    /// @param current the version at the cursor
    public record State(int saved, int current) {
        boolean changed() {
            return current > saved;
        }
    }

    /// The contents of a tensor: table, heat map and statistics.
    public record Contents(String heading, TensorValue value) implements Section {}

    /// The nodes that wait to run, next first.
    public record ReadyQueue(List<QueuedNode> nodes) implements Section {}

    /// @param running whether it is the one that just ran, which stands before those waiting
    public record QueuedNode(int node, String name, String sequence, boolean running) {}

    /// The statement that made it.
    public record Source(int line, String text) implements Section {}

    /// What a person has pinned to a node.
    ///
    /// @param text empty if there is nothing
    public record Pinned(int node, String text) implements Section {}

    /// A sentence.
    public record Note(String text, boolean alarming) implements Section {}
}
