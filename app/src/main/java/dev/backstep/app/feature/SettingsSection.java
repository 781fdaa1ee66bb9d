package dev.backstep.app.feature;

import dev.backstep.app.settings.SettingField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Settings that belong together, under a heading of the settings' dialogue.
public record SettingsSection(String title, List<SettingField<?>> fields) {
    /// The same with those of one title made one, in the order in which they come.
    public static List<SettingsSection> merged(List<SettingsSection> all) {
        var fields = new LinkedHashMap<String, List<SettingField<?>>>();
        for (var section : all) {
            fields.computeIfAbsent(section.title, title -> new ArrayList<>()).addAll(section.fields);
        }
        return fields.entrySet().stream()
                .map(entry -> new SettingsSection(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }
}
