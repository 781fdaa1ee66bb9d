package dev.backstep.app.commands;

import dev.backstep.app.settings.Setting;
import dev.backstep.app.settings.SettingField;
import java.util.List;

/// Which key map is in use.
public final class KeyMapSetting {
    public static final Setting<String> KEY_MAP = Setting.oneOf("keyMap", KeyMap.STANDARD, KeyMap.NAMES);

    private KeyMapSetting() {}

    /// As people can change it in the dialogue.
    public static List<SettingField<?>> fields() {
        return List.of(new SettingField.Choice<>(
                KEY_MAP,
                "Keys",
                "Use the keys that you know.",
                KeyMap.NAMES,
                name -> KeyMap.load(name).title()));
    }
}
