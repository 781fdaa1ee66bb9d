/// The plain backend: each primitive as the shortest loop that says what it means, in float64 (int64 for integers) and
/// rounded at the end. It is the definition that faster backends are tested against, and what they fall back to for
/// dtypes and shapes that are not worth a loop of their own.
@NullMarked
package dev.backstep.engine.backend.reference;

import org.jspecify.annotations.NullMarked;
