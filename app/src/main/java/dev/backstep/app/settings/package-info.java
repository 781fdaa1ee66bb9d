/// What the app remembers from one start to the next: the [settings][dev.backstep.app.settings.SettingsStore] and the
/// [drafts][dev.backstep.app.settings.Drafts], which are programs whose changes were not saved yet. Both are small JSON
/// files in the [folder of the user][dev.backstep.app.settings.Home]; nothing in them, or missing from them, can keep
/// the
/// app from starting.
@NullMarked
package dev.backstep.app.settings;

import org.jspecify.annotations.NullMarked;
