package dev.backstep.engine.autograd;

import dev.backstep.engine.EngineException;
import java.util.Arrays;

/// The levels of forward-mode differentiation that are open, one inside another, in one engine.
///
/// Note [Dual levels]: in level k a tensor is `primal + tangent * ε_k`. Its tangent is a tensor that may itself be
/// dual,
/// but only in the levels below k: what belongs to `ε_j ε_k` is the tangent in level j of the tangent in level k, for
/// j < k. So a tangent of level k is computed with just the levels below k in sight.
public final class DualLevels {
    private long[] open = new long[2];
    private int depth;
    private int visible;
    private long opened;

    /// How many levels there are for what is computed now; 0 if forward mode is off.
    public int visible() {
        return visible;
    }

    /// How many levels are open.
    int depth() {
        return depth;
    }

    /// Opens a level.
    ///
    /// @return its number: 1, or more inside others
    public int enter() {
        if (depth == open.length) open = Arrays.copyOf(open, 2 * depth);
        open[depth++] = ++opened;
        visible = depth;
        return depth;
    }

    /// Closes a level; tangents in it are gone.
    ///
    /// @throws EngineException RuntimeError if it is not the innermost one
    public void exit(int level) {
        if (depth == 0 || level != depth) {
            throw EngineException.runtime("Trying to exit a forward AD level that was not the last one that was "
                    + "created. This is not supported.");
        }
        visible = --depth;
    }

    /// Closes all levels.
    public void exitAll() {
        visible = depth = 0;
    }

    /// Hides the levels from a number on.
    ///
    /// @return how many were visible
    public int setVisible(int levels) {
        int before = visible;
        visible = levels;
        return before;
    }

    long id(int level) {
        return open[level - 1];
    }
}
