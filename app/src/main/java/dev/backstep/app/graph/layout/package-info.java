/// Where everything is: [LayoutEngine] (ELK) gives every vertex a place and every link a route, together a
/// [GraphLayout], and [GradientLabels] have theirs beside the links. Runs in the background.
@NullMarked
package dev.backstep.app.graph.layout;

import org.jspecify.annotations.NullMarked;
