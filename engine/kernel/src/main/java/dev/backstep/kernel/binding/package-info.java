/// Where Python and the engine meet.
///
/// The package `torch` (resources `dev/backstep/kernel/python`) is thin: it hands the objects of a call as they are to
/// a function of [dev.backstep.kernel.binding.TorchBinding]. Here they become Java objects, one overload of the
/// operator
/// table is chosen, the engine computes, and the result goes back as a Python handle. A handle holds its Java object in
/// the attribute `_t`; tensors and nodes remember their handle, so that identity holds on both sides.
@NullMarked
package dev.backstep.kernel.binding;

import org.jspecify.annotations.NullMarked;
