package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// The history of a tensor that became a view of what it was (`unsqueeze_`): that of the view, under the name that
/// PyTorch has for it.
public final class InPlaceView extends Node {
    private final Node function;
    private final String name;

    /// @param function the node of the view
    private InPlaceView(Node function, String name) {
        super(function.engine());
        this.function = function;
        this.name = name;
        setNext(function.next());
    }

    /// Makes a tensor look as a view of it does.
    ///
    /// @param name of the node
    public static Tensor become(Tensor self, Tensor view, String name) {
        var node = view.currentNode();
        self.takeGeometry(view);
        self.bumpVersion();
        if (node != null) new InPlaceView(node, name).attach(self);
        return self;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] gradients) {
        return function.backward(gradients);
    }
}
