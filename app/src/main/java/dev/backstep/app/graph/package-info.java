/// The picture of the computation graph, from recording to pixels: `model` (what is shown) → `layout` (where) → `paint`
/// (on any surface, with the looks of `theme`) → `view` (in the window) and `picture` (for files). Everything but the
/// view is free of JavaFX controls and immutable or confined to one call, so layouts run in the background and tests
/// without a window.
@NullMarked
package dev.backstep.app.graph;

import org.jspecify.annotations.NullMarked;
