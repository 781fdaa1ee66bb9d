package dev.backstep.app.settings;

import java.util.List;
import java.util.function.Function;

/// A setting that a person can change in the settings dialogue. Features bring theirs.
///
/// @param <T> the setting's type
public sealed interface SettingField<T> {
    Setting<T> setting();

    /// Its name for people.
    String title();

    /// What it means, in a sentence.
    String about();

    /// On or off.
    record Flag(Setting<Boolean> setting, String title, String about) implements SettingField<Boolean> {}

    /// A number in a range.
    record Number(Setting<Long> setting, String title, String about, long least, long most, long step)
            implements SettingField<Long> {}

    /// One of some values.
    ///
    /// @param name of a value, for people
    record Choice<T>(Setting<T> setting, String title, String about, List<T> values, Function<T, String> name)
            implements SettingField<T> {}
}
