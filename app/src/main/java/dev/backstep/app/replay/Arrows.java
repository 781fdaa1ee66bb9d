package dev.backstep.app.replay;

/// Which way the arrows of the graph point.
public enum Arrows {
    /// Forward, and the way of the gradient while a pass is under way.
    BY_TURNS("Forward, in a pass the gradient's way"),
    /// From what was computed first, as PyTorch's pictures have it.
    FORWARD("Forward"),
    /// The way that gradients take.
    GRADIENT("The gradient's way");

    private final String title;

    Arrows(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /// Whether they point the way of the gradient at a moment.
    public boolean followGradient(BackwardState state) {
        return switch (this) {
            case FORWARD -> false;
            case GRADIENT -> true;
            case BY_TURNS ->
                state.phase() == BackwardState.Phase.STARTED || state.phase() == BackwardState.Phase.RUNNING;
        };
    }

    public Arrows next() {
        return values()[(ordinal() + 1) % values().length];
    }
}
