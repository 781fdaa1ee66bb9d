/// Writes pictures of the graph to files, of a moment or of a whole pass: PNG, SVG, PDF, GIF and MP4 by the painter
/// that fills the window, DOT and GraphML by GraphStream. Needs neither a window nor a display, so the command line
/// uses it, too.
@NullMarked
package dev.backstep.app.export;

import org.jspecify.annotations.NullMarked;
