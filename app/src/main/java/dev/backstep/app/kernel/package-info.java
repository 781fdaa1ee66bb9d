/// The kernel processes, the conversation with them, and the runs of the program: what is asked of them and what came
/// of
/// it. A run's recording goes to the [Replay][dev.backstep.app.replay.Replay], its text to the [Console].
@NullMarked
package dev.backstep.app.kernel;

import org.jspecify.annotations.NullMarked;
