/// What is painted: a [Picture] is layout, pass, step and what stands out as one value, and [GraphPainter] paints it on
/// any [Surface] with the looks of a theme.
@NullMarked
package dev.backstep.app.graph.paint;

import org.jspecify.annotations.NullMarked;
