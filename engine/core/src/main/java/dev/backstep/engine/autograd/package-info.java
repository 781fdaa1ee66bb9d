/// The graph that a forward pass leaves behind and the pass that goes back through it.
@NullMarked
package dev.backstep.engine.autograd;

import org.jspecify.annotations.NullMarked;
