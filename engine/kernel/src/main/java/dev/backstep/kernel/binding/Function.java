package dev.backstep.kernel.binding;

import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// A function that Python calls.
@FunctionalInterface
interface Function {
    /// @return what Python gets: a Python object, a number, a string; null becomes None
    @Nullable
    Object call(Value... arguments);
}
