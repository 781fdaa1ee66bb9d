/// Tensors with automatic differentiation that behave like PyTorch's.
///
/// ```java
/// var engine = new Engine(new ReferenceBackend());
/// Tensor x = engine.tensor(new float[] {2, 3}).setRequiresGrad(true);
/// x.mul(x).sum().backward();
/// x.grad();                                   // 4, 6
/// ```
///
/// An [Engine][dev.backstep.engine.Engine] is one session: grad mode, random generator, defaults, backends and
/// observer. A [Tensor][dev.backstep.engine.Tensor] belongs to the engine that made it.
///
/// **A forward pass.** `x.mul(y)` is a method generated from the row `mul.Tensor` of the operator table
/// (`src/main/operators`). It calls the generated class `ops.rows.MulTensor`: that runs the row's forward expression,
/// which finds the result's dtype and sizes and asks the [backend][dev.backstep.engine.backend.Backend] for the
/// numbers. If grad mode is on and an input requires grad, it makes a `MulBackward0`
/// [node][dev.backstep.engine.autograd.Node] with an edge to the node of each input, lets it keep what the row's
/// formulas mention, and sets it as the result's `grad_fn`. Last it tells the
/// [observer][dev.backstep.engine.autograd.Observer], if there is one.
///
/// **A backward pass.** `z.backward()` starts with the gradient 1 at the node of `z`. The pass counts how
/// many gradients each reachable node will get; whenever a node has all of them it is evaluated (its
/// formulas, themselves made of operators, so that with `createGraph` they leave a graph again), and what
/// comes out is summed into the buffers of the nodes behind its edges. `AccumulateGrad` nodes end the
/// paths: they add to `.grad` of the leaves.
///
/// **Memory.** It is the garbage collector's business, unless an embedding whose objects count references wants it back
/// at once: [Memory][dev.backstep.engine.Memory] and Note [Who holds a tensor], in
/// [Held][dev.backstep.engine.Held]. Memory that is seen by its address from outside, as numpy's arrays see it, is
/// [shared][dev.backstep.engine.Sharing].
///
/// **By name.** Who does not know the operator when compiling (the Python binding) asks
/// [OperatorTable][dev.backstep.engine.ops.OperatorTable] for its overloads and calls it with an array of arguments.
///
/// Errors are [EngineException][dev.backstep.engine.EngineException]s with PyTorch's words and the Python exception's
/// name.
@NullMarked
package dev.backstep.engine;

import org.jspecify.annotations.NullMarked;
