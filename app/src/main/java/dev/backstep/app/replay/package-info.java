/// A recording and a place in it, as lookups: the index, the timeline and its passes, the cursor, the selection, and
/// what tensors are called. Everything that a view shows is a function of these; they know no view.
@NullMarked
package dev.backstep.app.replay;

import org.jspecify.annotations.NullMarked;
