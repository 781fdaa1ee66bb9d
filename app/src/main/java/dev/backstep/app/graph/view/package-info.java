/// The picture in the window: camera, input, search, map and hover card.
@NullMarked
package dev.backstep.app.graph.view;

import org.jspecify.annotations.NullMarked;
