package dev.backstep.app.export;

import dev.backstep.app.graph.picture.PassDrawings;
import java.util.ArrayList;
import java.util.List;

/// When an animation shows which picture of a pass: at each step the gradients set out, arrive, and then
/// everything stands still long enough to be read.
final class Film {
    private static final double SHOTS_A_SECOND = 15;

    /// The longest that gradients are under way; what is left of a step's time it stands still.
    private static final double LONGEST_WAY = 0.8;

    private static final double WAY = 0.45;

    /// A longer pass has fewer pictures of gradients under way, down to none: an animation has about as
    /// many pictures.
    private static final int SHOTS = 1_200;

    private Film() {}

    /// @param moment of the pass
    /// @param progress how far the gradients of its step have come
    record Shot(int moment, double progress, double seconds) {
        /// Whether everything has arrived, so that it stands for a while.
        boolean still() {
            return progress == 1;
        }
    }

    static List<Shot> shots(PassDrawings pass, double stepSeconds) {
        double way = Math.min(LONGEST_WAY, WAY * stepSeconds);
        int most = SHOTS / (pass.steps() + 1) - 1;
        int moving = Math.clamp(Math.round(way * SHOTS_A_SECOND), 0, Math.max(0, most));
        double each = moving == 0 ? 0 : way / moving;
        double rest = stepSeconds - moving * each;
        var shots = new ArrayList<Shot>();
        shots.add(new Shot(0, 1, stepSeconds));
        for (int moment = 1; moment <= pass.steps(); moment++) {
            for (int i = 0; i < moving; i++) {
                shots.add(new Shot(moment, i / (double) moving, each));
            }
            // The end stays longer, since most players then begin anew.
            shots.add(new Shot(moment, 1, moment == pass.steps() ? rest + stepSeconds : rest));
        }
        return shots;
    }
}
