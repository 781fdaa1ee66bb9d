/// Where the app starts. The packages below are the things a person can point at (editor, graph, playback, inspector,
/// gradients, console), the [window][dev.backstep.app.window] that holds them, the
/// [command line][dev.backstep.app.cli],
/// and the [replay][dev.backstep.app.replay] that they all share.
@NullMarked
package dev.backstep.app;

import org.jspecify.annotations.NullMarked;
