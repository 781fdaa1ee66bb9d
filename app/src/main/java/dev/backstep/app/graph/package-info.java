/// The picture of the computation graph, from recording to pixels:
///
/// 1. [GraphModelBuilder] makes a [GraphModel] (vertices and links) of a recording, [Continuity] gives its
///    vertices the identity of those of the previous one, and [LiveGraph] is the same graph in GraphStream's terms.
/// 2. [LayoutEngine] (ELK) gives every vertex a place: a [GraphLayout].
/// 3. [BackwardState] says how far the backward pass at the cursor has come.
/// 4. A [Picture] is all of that together, and [GraphPainter] paints it on any [Surface] with the looks
///    of a [GraphTheme].
///
/// [GraphView] does so in the window, [GraphDrawing] for files. Everything but the view is free of JavaFX controls
/// and immutable or confined to one call, so layouts run in the background and tests without a window.
@NullMarked
package dev.backstep.app.graph;

import org.jspecify.annotations.NullMarked;
