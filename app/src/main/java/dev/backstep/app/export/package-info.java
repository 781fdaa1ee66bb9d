/// Writes the picture of the graph to files: PNG, SVG and PDF by the painter that fills the window, DOT and GraphML
/// by GraphStream. Needs neither a window nor a display, so the command line uses it, too.
@NullMarked
package dev.backstep.app.export;

import org.jspecify.annotations.NullMarked;
