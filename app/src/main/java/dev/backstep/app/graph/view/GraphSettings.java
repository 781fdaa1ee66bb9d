package dev.backstep.app.graph.view;

import dev.backstep.app.replay.Arrows;
import dev.backstep.app.settings.Setting;
import dev.backstep.app.settings.SettingField;
import java.util.List;

/// What is remembered about the graph.
public final class GraphSettings {
    static final Setting<Arrows> ARROWS = Setting.of("arrows", Arrows.class, Arrows.BY_TURNS, arrows -> true);

    private GraphSettings() {}

    /// Those that people can change in the dialogue.
    static List<SettingField<?>> fields() {
        return List.of(new SettingField.Choice<>(
                ARROWS,
                "Arrows of the graph",
                "Forward as PyTorch's pictures have it, or the way that gradients take.",
                List.of(Arrows.values()),
                Arrows::title));
    }
}
