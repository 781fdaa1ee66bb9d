package dev.backstep.kernel.recorder;

/// How much had been recorded at a moment.
///
/// @param taken bytes, see [Budget#taken()]
/// @param nanos when it was
record Mark(
        int events,
        int operations,
        int nodes,
        int passes,
        int calls,
        int composites,
        int hooks,
        int tensors,
        int snapshots,
        long taken,
        long nanos) {}
