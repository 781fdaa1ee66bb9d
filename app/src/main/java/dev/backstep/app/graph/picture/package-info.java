/// Pictures for files: the drawing as a whole, and the surfaces of pixels and vectors that it is painted on. Needs
/// neither
/// a window nor a display.
@NullMarked
package dev.backstep.app.graph.picture;

import org.jspecify.annotations.NullMarked;
