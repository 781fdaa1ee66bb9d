/// How the picture looks: the style sheets of graphs, colours, type and its measures.
@NullMarked
package dev.backstep.app.graph.theme;

import org.jspecify.annotations.NullMarked;
