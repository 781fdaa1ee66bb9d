/// What is known about the chosen node or tensor at the cursor.
///
/// [InspectorPages] turns a recording, a cursor and a selection into an [InspectorPage], which is plain data;
/// [InspectorView] lays it out.
@NullMarked
package dev.backstep.app.inspector;

import org.jspecify.annotations.NullMarked;
