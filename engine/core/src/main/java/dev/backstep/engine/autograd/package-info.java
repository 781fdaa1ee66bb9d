/// The graph that a forward pass leaves behind and the pass that goes back through it.
///
/// Each tensor that an operation made points to the [Node][dev.backstep.engine.autograd.Node] of that operation, and
/// the
/// node's [edges][dev.backstep.engine.autograd.Edge] point to the nodes of the operation's inputs. Leaves end in an
/// [AccumulateGrad][dev.backstep.engine.autograd.AccumulateGrad].
/// [Autograd][dev.backstep.engine.autograd.Autograd] starts passes and keeps the rules for tensors that are changed in
/// place; an [Observer][dev.backstep.engine.autograd.Observer] can watch all of it.
@NullMarked
package dev.backstep.engine.autograd;

import org.jspecify.annotations.NullMarked;
