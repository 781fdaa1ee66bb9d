package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// A tensor's tangent in one dual level, and those it has in other levels.
///
/// @param level the number that only this level has, so that nothing has to be cleared when the level ends
public record Tangent(long level, Tensor value, @Nullable Tangent next) {}
