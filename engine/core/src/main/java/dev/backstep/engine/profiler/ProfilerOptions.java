package dev.backstep.engine.profiler;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What to note besides times.
///
/// @param inputShapes the sizes of arguments
/// @param memory the memory that results take, and what is seen to be freed
/// @param flops estimates of floating point operations; brings input shapes with it
/// @param stack says where the program is, innermost first; null for nobody
public record ProfilerOptions(
        boolean inputShapes,
        boolean memory,
        boolean flops,
        @Nullable Supplier<List<String>> stack) {
    /// Times alone.
    public static final ProfilerOptions TIMES = new ProfilerOptions(false, false, false, null);

    public ProfilerOptions {
        inputShapes |= flops;
    }
}
