/// Moving through a recording: playing, stepping both ways, and the strip that shows its timeline.
///
/// [PlaybackViewModel] moves the [dev.backstep.app.replay.Replay]'s cursor and says how far the animation of the
/// event before it has come; [TransportBar] has the buttons and drives the clock.
@NullMarked
package dev.backstep.app.playback;

import org.jspecify.annotations.NullMarked;
