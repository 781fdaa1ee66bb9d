package dev.backstep.kernel.recorder;

import dev.backstep.engine.Tensor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which line of the program runs, and what its statements give names to.
///
/// Variables of the module are looked up after each statement that binds some, as long as that costs little. Those of
/// functions cannot be seen from outside: there a statement `y = …` is believed to name the last tensor that was
/// computed in it.
final class Lines {
    /// A look-up costs tens of microseconds.
    private static final int MAX_LOOK_UPS = 2_000;

    private static final String MODULE = "<module>";

    private final Consumer<String> lookUp;
    private final BiConsumer<Tensor, String> guess;
    private final List<Running> running = new ArrayList<>();
    private @Nullable WeakReference<Tensor> newest;
    private long computed;
    private int lookUps;

    /// A line that runs; `computed` counts the results when it began.
    private record Running(int line, String function, long computed) {}

    /// @param lookUp is given variables of the module, with blanks between
    /// @param guess is given a tensor and its likely name
    Lines(Consumer<String> lookUp, BiConsumer<Tensor, String> guess) {
        this.lookUp = lookUp;
        this.guess = guess;
    }

    void entered(int line, String function) {
        if (function.equals(MODULE)) {
            running.clear();
        }
        running.add(new Running(line, function, computed));
    }

    void left(int line, String function, Statements statements) {
        int at = running.size() - 1;
        while (at >= 0
                && !(running.get(at).line == line && running.get(at).function.equals(function))) {
            at--;
        }
        if (at < 0) {
            return;
        }
        // A generator that yields is not reported: its line goes with that of its caller.
        var done = running.get(at);
        running.subList(at, running.size()).clear();
        var statement = statements.at(line);
        if (statement == null || statement.names().isEmpty()) {
            return;
        }
        if (statement.depth() == 0 && function.equals(MODULE) && lookUps < MAX_LOOK_UPS) {
            lookUps++;
            lookUp.accept(String.join(" ", statement.names()));
        } else if (statement.names().size() == 1 && computed > done.computed && newest != null) {
            var tensor = newest.get();
            if (tensor != null) {
                guess.accept(tensor, statement.names().getFirst());
            }
        }
    }

    /// An operation has a result; null if that is no single tensor.
    void computed(@Nullable Tensor result) {
        computed++;
        newest = result == null ? null : new WeakReference<>(result);
    }

    /// The lines that run, outermost first, as `line:function`.
    List<String> frames() {
        return running.stream().map(frame -> frame.line + ":" + frame.function).toList();
    }

    /// The line that runs, or 0.
    int now() {
        return running.isEmpty() ? 0 : running.getLast().line;
    }
}
