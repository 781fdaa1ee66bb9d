/// The command line: runs, records and exports programs without a window, and without loading JavaFX.
///
/// Exit codes: 0 all went well; 1 a program failed, took too long or killed its kernel; 2 the request itself cannot be
/// met (wrong usage, a file that is missing or cannot be written, no kernel).
@NullMarked
package dev.backstep.app.cli;

import org.jspecify.annotations.NullMarked;
