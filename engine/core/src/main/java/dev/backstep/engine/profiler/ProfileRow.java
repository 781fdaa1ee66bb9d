package dev.backstep.engine.profiler;

import java.util.List;

/// What a table shows in one row: an event, or the sum of several.
///
/// Times are in nanoseconds, memory is in bytes. A total includes what happened inside, `self` does not. Memory is what
/// was allocated less what was seen to be freed.
public sealed interface ProfileRow permits ProfileEvent, ProfileAverage {
    /// The name: `aten::mul`, `MulBackward0`, or that of a range.
    String key();

    /// How many events it stands for.
    int count();

    long cpuTime();

    long selfCpuTime();

    long deviceTime();

    long selfDeviceTime();

    long cpuMemory();

    long selfCpuMemory();

    long deviceMemory();

    long selfDeviceMemory();

    /// Estimated floating point operations; 0 where there is no estimate.
    long flops();

    /// Whether it is inside another event.
    boolean nested();

    /// The sizes of each argument, empty for what is no tensor.
    List<List<Integer>> inputShapes();

    /// Where the program was, innermost first.
    List<String> stack();
}
