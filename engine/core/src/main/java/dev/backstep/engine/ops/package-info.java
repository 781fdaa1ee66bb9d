/// The operators.
///
/// Each is a row of the table in `src/main/operators/`, from which a generator makes its class in `ops.rows`, the
/// methods of `Tensor` and `Engine`, and its [OperatorInfo]. The forward expressions of the rows call the classes
/// here, which check arguments, find dtypes and sizes, and hand the work to a backend's primitives;
/// [Derivatives] holds what formulas need beyond operators. Operators used inside a forward are neither recorded nor
/// observed.
@NullMarked
package dev.backstep.engine.ops;

import org.jspecify.annotations.NullMarked;
