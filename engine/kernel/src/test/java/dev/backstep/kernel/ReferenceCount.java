package dev.backstep.kernel;

import dev.backstep.kernel.cpython.Interpreter;
import dev.backstep.kernel.cpython.Scope;

/// Counts what Python and Java hold of each other. For the thread that runs Python.
final class ReferenceCount {
    private ReferenceCount() {}

    /// Now, after both collectors.
    static Programs.ReferenceCounts now() {
        System.gc();
        try (var scope = Scope.open()) {
            Interpreter.importModule("gc").callMethod("collect");
            var counts = Interpreter.counts();
            long blocks = Interpreter.importModule("sys")
                    .callMethod("getallocatedblocks")
                    .asLong();
            return new Programs.ReferenceCounts(counts.held(), counts.peers(), blocks);
        }
    }
}
