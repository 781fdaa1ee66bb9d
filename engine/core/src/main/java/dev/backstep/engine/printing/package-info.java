/// Tensors and numbers as Python and PyTorch print them, to the last character.
///
/// Source of the layout rules: PyTorch 1.13's `torch/_tensor_str.py`; of numbers: Python's format specification.
@NullMarked
package dev.backstep.engine.printing;

import org.jspecify.annotations.NullMarked;
