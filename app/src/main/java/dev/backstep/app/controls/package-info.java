/// Small controls that several views share and JavaFX lacks: text that can be selected, and a canvas that follows the
/// theme.
@NullMarked
package dev.backstep.app.controls;

import org.jspecify.annotations.NullMarked;
