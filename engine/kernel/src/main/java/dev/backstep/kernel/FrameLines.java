package dev.backstep.kernel;

import java.util.HashMap;
import java.util.Map;

/// Which line each frame is at. A frame is known by a number, which another one may get when it is over.
final class FrameLines {
    /// A frame that is at no line.
    static final int NONE = 0;

    // Most lines are of the frame that the line before is of.
    private long current;
    private int line;
    private final Map<Long, Integer> others = new HashMap<>();

    /// A frame is at a line now, or at none.
    ///
    /// @return the line that it was at
    int set(long frame, int now) {
        if (frame != current) {
            if (line != NONE) {
                others.put(current, line);
            }
            current = frame;
            var known = others.remove(frame);
            line = known == null ? NONE : known;
        }
        int before = line;
        line = now;
        return before;
    }

    void clear() {
        line = NONE;
        others.clear();
    }
}
