/// What a feature of the app gives to the window: its commands, panels and settings, and what the palette finds of it.
/// The window arranges them and knows none of them, so it does not grow with their number.
@NullMarked
package dev.backstep.app.feature;

import org.jspecify.annotations.NullMarked;
