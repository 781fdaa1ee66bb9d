/// What a person can ask the app to do: one registry of commands, from which menus, tool tips, keys, context menus, the
/// sheet of shortcuts and the palette are made. Features add their own commands; which keys perform them is data
/// ([KeyMap][dev.backstep.app.commands.KeyMap]).
@NullMarked
package dev.backstep.app.commands;

import org.jspecify.annotations.NullMarked;
