/// Turns what the engine and the interpreter tell during a run into a [dev.backstep.recording.Recording].
///
/// [Recorder] is told everything and keeps the order; each kind of thing has its own book: tensors, nodes, passes,
/// statements, values.
@NullMarked
package dev.backstep.kernel.recorder;

import org.jspecify.annotations.NullMarked;
