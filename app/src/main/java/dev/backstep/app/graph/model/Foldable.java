package dev.backstep.app.graph.model;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Recording;
import org.jspecify.annotations.Nullable;

/// A whole graph and its groups, of which a picture with any folds is quickly made. Immutable.
public final class Foldable {
    private final Recording recording;
    private final GraphModel whole;
    private final Groups groups;

    private Foldable(Recording recording, GraphModel whole) {
        this.recording = recording;
        this.whole = whole;
        groups = GroupFinder.of(recording, whole);
    }

    /// @param pass the backward pass whose graph is shown, or null to show everything
    /// @param options of which the folds do not matter
    public static Foldable of(Recording recording, @Nullable BackwardPass pass, GraphOptions options) {
        return new Foldable(recording, GraphModelBuilder.whole(recording, pass, options));
    }

    /// The same, with the keys that the nodes had in another graph of the same program, be they folded there or not.
    ///
    /// @param before the graph of another run, or another pass; null if there is none
    public static Foldable following(
            @Nullable Foldable before, Recording recording, @Nullable BackwardPass pass, GraphOptions options) {
        var whole = GraphModelBuilder.whole(recording, pass, options);
        boolean follows = before != null && before.recording.name().equals(recording.name());
        return new Foldable(recording, follows ? Continuity.carry(before.whole, whole) : whole);
    }

    /// The graph that is shown.
    public GraphModel fold(Folds folds) {
        return Folding.of(recording, whole, groups, folds);
    }
}
