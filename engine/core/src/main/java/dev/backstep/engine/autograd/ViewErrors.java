package dev.backstep.engine.autograd;

import dev.backstep.engine.EngineException;
import org.jspecify.annotations.Nullable;

/// What to say of views that may not be changed in place, or whose base may not have been.
final class ViewErrors {
    private ViewErrors() {}

    /// @param node the view's history, if it has one
    /// @param change what happened, as the end of a sentence about "a view"
    static EngineException refused(ViewInfo.Origin origin, @Nullable Node node, int output, String change) {
        boolean inference = origin == ViewInfo.Origin.INFERENCE;
        String subject;
        if (inference) {
            subject = "A view was created in inference mode and " + change + " in normal mode.";
        } else if (origin == ViewInfo.Origin.NO_GRAD || node == null) {
            subject = "A view was created in no_grad mode and " + change + " with grad mode enabled.";
        } else {
            subject = "Output %d of %s is a view and %s.".formatted(output, node.name(), change);
        }
        return EngineException.runtime(subject + reason(origin));
    }

    private static String reason(ViewInfo.Origin origin) {
        return switch (origin) {
            case MULTI_OUTPUT ->
                " This view is the output of a function that returns multiple views. Such functions do not allow the "
                        + "output views to be modified inplace. You should replace the inplace operation by an "
                        + "out-of-place one.";
            case NO_GRAD, INFERENCE ->
                (" Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code "
                                + "by moving both the view and the inplace either both inside the %s block (if you "
                                + "don't want the inplace to be tracked) or both outside (if you want the inplace to "
                                + "be tracked).")
                        .formatted(origin == ViewInfo.Origin.INFERENCE ? "inference_mode" : "no_grad");
            default ->
                " This view was created inside a custom Function (or because an input was returned as-is) and the "
                        + "autograd logic to handle view+inplace would override the custom backward associated with the "
                        + "custom Function, leading to incorrect gradients. This behavior is forbidden. You can fix "
                        + "this by cloning the output of the custom Function.";
        };
    }
}
