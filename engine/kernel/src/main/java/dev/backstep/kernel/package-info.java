/// The process that runs programs: CPython with the package `torch` on one side, the window's requests on the other.
///
/// [KernelMain] reads requests and sends replies; [Python] holds the one interpreter, whose other half is `host.py`;
/// the [recorder][dev.backstep.kernel.recorder] turns what the engine tells into a recording.
@NullMarked
package dev.backstep.kernel;

import org.jspecify.annotations.NullMarked;
