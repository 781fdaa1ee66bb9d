/// The window: the frame around all views, its menus, banner and status bar.
@NullMarked
package dev.backstep.app.window;

import org.jspecify.annotations.NullMarked;
