/// What the program prints. [ConsoleViewModel] takes text from any thread, in any amount, and keeps the last lines of
/// it;
/// [ConsoleView] fetches what is new once a frame.
@NullMarked
package dev.backstep.app.console;

import org.jspecify.annotations.NullMarked;
