/// Measures the window from inside and quits: times, memory, and how long the window ever stood still. It only drives
/// the window; nothing that a person uses depends on it.
@NullMarked
package dev.backstep.app.measure;

import org.jspecify.annotations.NullMarked;
