package dev.backstep.recording;

import java.util.List;

/// Everything that happened in one run of a program. See the package documentation for the rules.
///
/// @param version the format's version, [#FORMAT_VERSION] for recordings made by this release
/// @param name the file's name, such as `diamond.py`
/// @param source the program
/// @param run how and how long it ran
/// @param statements the places of the program's statements, in the order of the text
/// @param snapshots ordered by tensor, then by time
/// @param structure the modules, composite operators, functions and loops that all of it is part of
/// @param notes what people have written to it
public record Recording(
        int version,
        String name,
        String source,
        Run run,
        List<Span> statements,
        List<TensorRecord> tensors,
        List<Snapshot> snapshots,
        List<Operation> operations,
        Structure structure,
        List<GraphNode> nodes,
        List<BackwardPass> passes,
        List<Hook> hooks,
        List<Problem> problems,
        List<Note> notes,
        List<Event> timeline) {

    /// The newest format this release reads, and the one it writes.
    public static final int FORMAT_VERSION = 2;

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
    /// @param operations operators run forward, with those that are left out
    /// @param omitted what of the run the recording does not hold
    public record Run(
            String backstep,
            String device,
            String deviceName,
            long seed,
            End end,
            long nanos,
            long operations,
            Omitted omitted) {

        /// Whether the program did more than the recording holds.
        public boolean truncated() {
            return !omitted.equals(Omitted.NOTHING);
        }
    }

    /// What of a run is not in its recording, because it is more than a recording holds. Where turns of loops are
    /// missing
    /// the timeline has an [Event.IterationsSkipped].
    ///
    /// @param iterations turns of loops left out as a whole
    /// @param operations operators run forward
    /// @param nodes nodes of the backward graph
    /// @param passes backward passes
    /// @param steps steps of backward passes, with those of the passes left out
    /// @param values contents of tensors and gradients of what is there
    public record Omitted(long iterations, long operations, long nodes, long passes, long steps, long values) {
        public static final Omitted NOTHING = new Omitted(0, 0, 0, 0, 0, 0);
    }

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
                new Run("", "cpu", "", 0, End.FINISHED, 0, 0, Omitted.NOTHING),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Structure.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
