/// The process that runs programs: CPython with the package `torch` on one side, the window's requests on the other.
///
/// [KernelMain] reads requests and sends replies; [Session] is one run; [Python] runs programs in the one interpreter
/// ([dev.backstep.kernel.cpython]), whose other half is the Python package `_backstep`; [Walls] hold them to what they
/// may do; the [recorder][dev.backstep.kernel.recorder] turns what the engine tells into a recording.
@NullMarked
package dev.backstep.kernel;

import org.jspecify.annotations.NullMarked;
