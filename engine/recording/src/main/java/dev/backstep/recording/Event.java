package dev.backstep.recording;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that happened, in the order of the timeline.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.OperationDone.class, name = "operation"),
    @JsonSubTypes.Type(value = Event.PassStarted.class, name = "passStarted"),
    @JsonSubTypes.Type(value = Event.StepDone.class, name = "step"),
    @JsonSubTypes.Type(value = Event.PassEnded.class, name = "passEnded"),
    @JsonSubTypes.Type(value = Event.GradientsZeroed.class, name = "gradientsZeroed"),
    @JsonSubTypes.Type(value = Event.OptimizerStepped.class, name = "optimizerStepped"),
    @JsonSubTypes.Type(value = Event.ConsoleText.class, name = "console"),
    @JsonSubTypes.Type(value = Event.ProblemRaised.class, name = "problem"),
    @JsonSubTypes.Type(value = Event.HookCalled.class, name = "hook"),
    @JsonSubTypes.Type(value = Event.IterationsSkipped.class, name = "iterationsSkipped"),
})
public sealed interface Event {
    /// An operator ran forward.
    record OperationDone(int operation) implements Event {}

    /// A backward pass began.
    record PassStarted(int pass) implements Event {}

    /// A node was evaluated.
    record StepDone(int pass, int step) implements Event {}

    /// A backward pass ended.
    record PassEnded(int pass) implements Event {}

    /// Gradients were set to zero or removed.
    ///
    /// @param tensors whose `.grad`
    /// @param toNone whether `.grad` is None now, rather than zero
    /// @param by who did it: `optimizer.zero_grad()`, `model.zero_grad()`, `x.grad.zero_()`, `x.grad = None`
    record GradientsZeroed(
            List<Integer> tensors,
            boolean toNone,
            String by,
            @Nullable Span span) implements Event {}

    /// An optimiser changed its parameters.
    ///
    /// @param optimizer its class, such as `SGD`
    /// @param tensors the parameters
    record OptimizerStepped(
            String optimizer,
            List<Integer> tensors,
            @Nullable Span span) implements Event {}

    /// The program printed.
    ///
    /// @param line the line that printed, or 0 if unknown
    record ConsoleText(Stream stream, String text, int line) implements Event {}

    /// An error or a warning.
    record ProblemRaised(int problem) implements Event {}

    /// A hook was called.
    record HookCalled(int hook) implements Event {}

    /// Turns of a loop that the program made here and the recording does not hold, one after the other.
    ///
    /// @param execution which of the loop's [executions][Loop#executions()]
    /// @param from the number of the first of them
    /// @param to the number of the first turn after them
    /// @param operations how many operators they ran forward
    /// @param passes how many backward passes they made
    /// @param nanos how long they took
    /// @param gradients what became of `.grad` of tensors that were there before, ordered by tensor
    /// @param series numbers of them that are kept
    record IterationsSkipped(
            int loop,
            int execution,
            int from,
            int to,
            long operations,
            long passes,
            long nanos,
            List<Gradient> gradients,
            List<Series> series)
            implements Event {}

    /// What turns of a loop did to a tensor's `.grad`.
    ///
    /// @param zeroed whether they set it to zero or removed it
    /// @param passes how many passes have added to it, since that if they did
    /// @param last what it holds after them; null for None
    record Gradient(
            int tensor,
            boolean zeroed,
            long passes,
            @Nullable TensorValue last) {}

    /// A number for each of several turns of a loop.
    ///
    /// @param tensor the tensor it is about, or [Recording#NONE]
    /// @param turns the turns' numbers, in ascending order: all that had the number, or some of them, evenly chosen
    /// @param values one a turn
    record Series(Quantity quantity, int tensor, int[] turns, double[] values) {}

    /// What numbers are kept of turns that are skipped.
    enum Quantity {
        /// The sum of the elements that the turn's last backward pass started from.
        LOSS,
        /// The L2 norm of a leaf's `.grad` after the turn's last backward pass.
        GRADIENT_NORM
    }

    /// The two streams of a console.
    enum Stream {
        OUT,
        ERR
    }
}
