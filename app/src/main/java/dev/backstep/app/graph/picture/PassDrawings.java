package dev.backstep.app.graph.picture;

import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.picture.GraphDrawing.Frame;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.BackwardPass;
import org.jspecify.annotations.Nullable;

/// A whole backward pass as drawings that all have the same size and show the same part of the same
/// layout, so that nothing but the gradients moves from one to the next.
///
/// Its moments are counted as the command line counts steps: 0 is the start of the pass, `n` the moment
/// after its n-th step.
public final class PassDrawings {
    /// In a longer pass the ways of the gradients are not looked at to find how much room they take.
    private static final int CAREFUL = 400;

    private final Picture picture;
    private final RecordingIndex index;
    private final BackwardPass pass;
    private final GradientLabels labels;
    private final Frame frame;

    /// @param picture whose layout is used, of a moment of the pass or of any other with the same graph
    /// @param part what of it is drawn; null for everything that the pass shows anywhere
    /// @param ground whether it is painted on a ground
    public PassDrawings(
            Picture picture,
            RecordingIndex index,
            BackwardPass pass,
            Picture.@Nullable View part,
            boolean legend,
            boolean ground) {
        this.picture = picture;
        this.index = index;
        this.pass = pass;
        labels = GradientLabels.place(picture.layout(), pass, picture.theme());
        frame = new Frame(part == null ? everything() : part, part != null, legend, ground, "");
    }

    /// The number of steps, which is the last moment.
    public int steps() {
        return pass.steps().size();
    }

    /// @param moment from 0 to [#steps()]
    /// @param progress how far the gradients of the moment's step have come, from 0 to 1
    public GraphDrawing drawing(int moment, double progress) {
        return new GraphDrawing(picture(moment, progress), frame.titled(caption(moment)));
    }

    /// What [#drawing] draws, uncut.
    public Picture picture(int moment, double progress) {
        int at = moment == 0 ? pass.startedAt() : pass.steps().get(moment - 1).at();
        return picture.at(new Moment(index, new Cursor(at + 1), Selection.NOTHING), labels, progress);
    }

    private Picture.View everything() {
        var area = GraphDrawing.whole(picture(0, 1));
        for (int moment = 1; moment <= steps(); moment++) {
            area = area.and(GraphDrawing.whole(picture(moment, 1)));
            if (steps() <= CAREFUL) {
                // A number on its way may reach further out than where it rests.
                area = area.and(GraphDrawing.whole(picture(moment, 0))).and(GraphDrawing.whole(picture(moment, 0.5)));
            }
        }
        return area;
    }

    private String caption(int moment) {
        var place = pass.call() + " " + (pass.id() + 1) + " · step " + moment + "/" + steps();
        return moment == 0
                ? place + " · start"
                : place + " · "
                        + index.recording()
                                .nodes()
                                .get(pass.steps().get(moment - 1).node())
                                .name();
    }
}
