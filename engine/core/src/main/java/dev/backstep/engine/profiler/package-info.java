/// Where the time and the memory of a run go.
///
/// A [Profiler][dev.backstep.engine.profiler.Profiler] that an engine has been given notes when operators and backward
/// nodes are entered and left. What it has seen is a [Profile][dev.backstep.engine.profiler.Profile]: a list of nested
/// [events][dev.backstep.engine.profiler.ProfileEvent], and from it averages, tables and traces in the formats of
/// PyTorch 1.13.
///
/// Operators are seen as an [observer][dev.backstep.engine.autograd.Observer] sees them: composite ones with what they
/// are made of, others without what their kernels use inside.
@NullMarked
package dev.backstep.engine.profiler;

import org.jspecify.annotations.NullMarked;
