package dev.backstep.recording;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/// Everything that happened in one run of a program. See the package documentation for the rules.
///
/// @param version the format's version, [#FORMAT_VERSION] for recordings made by this release
/// @param name the file's name, such as `diamond.py`
/// @param source the program
/// @param run how and how long it ran
/// @param statements the places of the program's statements, in the order of the text
/// @param snapshots ordered by tensor, then by time
public record Recording(
        int version,
        String name,
        String source,
        Run run,
        List<Span> statements,
        List<TensorRecord> tensors,
        List<Snapshot> snapshots,
        List<Operation> operations,
        List<GraphNode> nodes,
        List<BackwardPass> passes,
        List<Problem> problems,
        List<Event> timeline) {

    /// The newest format this release reads, and the one it writes.
    public static final int FORMAT_VERSION = 1;

    /// The identifier that stands for "none".
    public static final int NONE = -1;

    /// How a program ran.
    ///
    /// @param backstep the release that recorded it
    /// @param device the default device: `cpu` or `cuda:0`
    /// @param deviceName the GPU's name for people, empty for the CPU
    /// @param seed what `torch.manual_seed` got before the run
    /// @param end how it ended
    /// @param nanos its duration in nanoseconds
    /// @param operations operators run forward, which are more than recorded if `truncated`
    /// @param truncated whether the program did more than a recording holds, so that its later part is missing
    public record Run(
            String backstep,
            String device,

            @JacksonInject(value = Mappers.NO_TEXT, useInput = OptBoolean.TRUE)
            String deviceName,

            long seed,
            End end,
            long nanos,
            long operations,
            boolean truncated) {}

    /// How a run ended.
    public enum End {
        FINISHED,
        /// An exception or a syntax error, the last of [Recording#problems()].
        FAILED,
        /// The user or a newer run stopped it.
        INTERRUPTED,
        /// It took longer than its limit.
        TIMED_OUT
    }

    /// A recording of nothing, for a program that has not run.
    public static Recording empty(String name, String source) {
        return new Recording(
                FORMAT_VERSION,
                name,
                source,
                new Run("", "cpu", "", 0, End.FINISHED, 0, 0, false),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
