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

    /// The two streams of a console.
    enum Stream {
        OUT,
        ERR
    }
}
