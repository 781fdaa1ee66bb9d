/// Where Python and the engine meet.
///
/// The package `torch` (`src/main/python`) is thin: operators and what else numbers need are functions of
/// its module `_C`, which [dev.backstep.kernel.binding.TorchBinding] makes. They get the addresses of their
/// arguments. One overload of the operator table is chosen ([dev.backstep.kernel.binding.Signature]), the
/// engine computes, and the result goes back as a Python object that stands for the tensor. Tensors and
/// nodes know that object, so that identity holds on both sides.
@NullMarked
package dev.backstep.kernel.binding;

import org.jspecify.annotations.NullMarked;
