package dev.backstep.kernel.cpython;

import org.jspecify.annotations.Nullable;

/// What Python code may do, by the events that Python audits (PEP 578).
@FunctionalInterface
public interface AuditRules {
    /// Called by the thread that wants to do it; must be quick, and must not throw.
    ///
    /// @param event such as `open`
    /// @param arguments a tuple, valid only meanwhile
    /// @return null if it may; else the error that it gets instead
    @Nullable
    Refusal check(String event, PyObject arguments);

    /// @param type of the error, a built-in one
    /// @param arguments of it
    record Refusal(String type, Object... arguments) {}
}
