/// Tensors with automatic differentiation that behave like PyTorch's.
///
/// An `Engine` is one session: its grad mode, random generator, defaults and observer. A `Tensor` belongs to the engine
/// that made it. Operators are rows of one table (`operators.yaml`), from which the methods of `Tensor`, the backward
/// nodes, the Python binding and the documentation are generated. They compute on a
/// [backend][dev.backstep.engine.backend.Backend] and record nodes that `backward()` evaluates.
@NullMarked
package dev.backstep.engine;

import org.jspecify.annotations.NullMarked;
