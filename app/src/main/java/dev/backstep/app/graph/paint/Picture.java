package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.LayoutEngine;
import dev.backstep.app.graph.model.GraphModelBuilder;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Arrows;
import dev.backstep.app.replay.BackwardState;
import dev.backstep.app.replay.Moment;
import java.util.BitSet;
import java.util.Set;

/// Everything that the painter paints, as one immutable value.
///
/// @param state how far the backward pass has come
/// @param progress how far the animation of its last step has come, 0 to 1
/// @param labels the gradients of the pass; [GradientLabels#NONE] to show none
/// @param arrows which way they point
public record Picture(
        GraphLayout layout,
        GraphTheme theme,
        BackwardState state,
        double progress,
        GradientLabels labels,
        Facts facts,
        Emphasis emphasis,
        Arrows arrows) {
    public Picture(
            GraphLayout layout,
            GraphTheme theme,
            BackwardState state,
            double progress,
            GradientLabels labels,
            Facts facts,
            Emphasis emphasis) {
        this(layout, theme, state, progress, labels, facts, emphasis, Arrows.BY_TURNS);
    }

    /// Whether arrows point the way of the gradient.
    public boolean followsGradient() {
        return arrows.followGradient(state);
    }

    /// What a file shows of it: nothing is hovered or selected, and every gradient has arrived.
    public Picture forFile(GraphTheme ground) {
        return new Picture(layout, ground, state, 1, labels, facts, Emphasis.NONE, arrows);
    }

    /// The same layout at another moment.
    ///
    /// @param gradients those of its pass
    /// @param share how far the moment's step has come
    public Picture at(Moment moment, GradientLabels gradients, double share) {
        var births = new Births(moment.index(), layout.model());
        return new Picture(
                layout,
                theme,
                moment.backward(),
                share,
                gradients,
                Facts.of(moment, layout.model(), births),
                emphasis,
                arrows);
    }

    /// The links that carry a gradient of the current step.
    BitSet linksUnderWay() {
        var links = new BitSet();
        if (state.step() >= 0) {
            for (var label : labels.all()) {
                if (label.step() == state.step()) {
                    links.set(label.link());
                }
            }
        }
        return links;
    }

    /// What stands out, by index.
    ///
    /// @param vertex the selected vertex, or -1
    /// @param link the selected link, or -1
    /// @param hovered the vertex under the pointer, or -1
    /// @param frame the selected frame, or -1
    /// @param matches the vertices that a search has found
    public record Emphasis(int vertex, int link, int hovered, int frame, Set<Integer> matches) {
        public static final Emphasis NONE = new Emphasis(-1, -1, -1, -1, Set.of());
    }

    /// The part of the picture that is seen, in its own units, and how large.
    ///
    /// @param zoom pixels a unit
    public record View(double x, double y, double width, double height, double zoom) {
        /// The smallest that holds both, at this zoom.
        public View and(View other) {
            double left = Math.min(x, other.x);
            double top = Math.min(y, other.y);
            return new View(
                    left,
                    top,
                    Math.max(x + width, other.x + other.width) - left,
                    Math.max(y + height, other.y + other.height) - top,
                    zoom);
        }
    }

    /// The picture of a moment, laid out on the calling thread: what files show.
    public static Picture of(Moment moment, GraphOptions options, GraphTheme theme) {
        var state = moment.backward();
        var pass = moment.timeline().passInView(moment.cursor());
        var model = GraphModelBuilder.build(moment.recording(), pass, options);
        var layout = LayoutEngine.layOut(model, theme, options.horizontal(), GraphLayout.EMPTY, () -> false);
        var labels = options.gradients() || state.phase() == BackwardState.Phase.RUNNING
                ? GradientLabels.place(layout, state.pass(), theme)
                : GradientLabels.NONE;
        return new Picture(
                layout,
                theme,
                state,
                1,
                labels,
                Facts.of(moment, model, new Births(moment.index(), model)),
                Emphasis.NONE,
                options.arrows());
    }
}
