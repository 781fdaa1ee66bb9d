/// What the picture shows, before it has a layout: [GraphModelBuilder] makes a [GraphModel] of vertices and links of a
/// recording, [Continuity] gives its vertices the identity of those of the previous one, and [LiveGraph] is the same
/// graph in GraphStream's terms.
@NullMarked
package dev.backstep.app.graph.model;

import org.jspecify.annotations.NullMarked;
