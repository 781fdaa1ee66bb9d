package dev.backstep.app.cli;

import dev.backstep.app.tasks.Tasks.Progress;
import java.io.PrintStream;

/// How far long work is, in a line of the terminal that is written over. Nothing is written where no
/// person looks on.
final class TerminalProgress implements Progress {
    private final PrintStream out;
    private final boolean watched = System.console() != null && System.console().isTerminal();
    private int percent = -1;

    TerminalProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void report(double fraction) {
        int now = (int) Math.floor(100 * fraction);
        if (watched && now != percent) {
            percent = now;
            out.print(now < 100 ? "\r%3d %%".formatted(now) : "\r     \r");
            out.flush();
        }
    }

    /// Who wants no more presses Ctrl+C, which ends the process.
    @Override
    public boolean cancelled() {
        return false;
    }
}
