package dev.backstep.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call of a hook during a backward pass.
///
/// @param kind what it was registered on
/// @param function its qualified name, such as `clip` or `<lambda>`
/// @param span where the user's function is defined, or null if it is not the user's
/// @param pass the pass that called it
/// @param node the node that it was called at, or [Recording#NONE]
/// @param tensor the tensor that it is registered on, or [Recording#NONE]
/// @param moduleCall the call of the module that it is registered on, or [Recording#NONE]
/// @param before the gradients that it got
/// @param after the gradients that go on; equal to `before` where it returned None
/// @param at timeline place of its call
public record Hook(
        int id,
        Kind kind,
        String function,
        @Nullable Span span,
        int pass,
        int node,
        int tensor,
        int moduleCall,
        List<@Nullable TensorValue> before,
        List<@Nullable TensorValue> after,
        int at) {

    /// What hooks are registered on.
    public enum Kind {
        /// `Tensor.register_hook`
        TENSOR,
        /// `Tensor.register_post_accumulate_grad_hook`
        POST_ACCUMULATE_GRAD,
        /// `Node.register_prehook`
        NODE_BEFORE,
        /// `Node.register_hook`
        NODE_AFTER,
        /// `Module.register_full_backward_pre_hook`
        MODULE_BEFORE,
        /// `Module.register_full_backward_hook`
        MODULE_AFTER
    }
}
