package dev.backstep.app.kernel;

import dev.backstep.recording.protocol.Request;
import java.time.Duration;

/// Runs programs, one at a time: the [KernelPool], or what tests put in its place. Safe for use by any thread.
public interface ProgramHost {
    /// Runs a program and waits for its end. If the calling thread is interrupted the program is stopped.
    ///
    /// @param limit how long the program may run
    KernelPool.Outcome run(Request.Run request, Duration limit, KernelPool.Audience audience)
            throws InterruptedException;

    /// Asks the running program to stop; its run then returns in time.
    void interrupt();

    /// Asks what programs can run on.
    void findDevices();

    /// Begins anew with a fresh process, whatever the present one does.
    void restart();
}
