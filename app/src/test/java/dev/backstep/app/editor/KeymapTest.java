package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class KeymapTest {
    @Test
    void everyActionHasAKeyAndNoKeyHasTwoActions() {
        var bindings = Keymap.standard().bindings();
        assertEquals(new HashSet<>(Arrays.asList(EditorAction.values())), bindings.keySet());
        var seen = new HashSet<>();
        bindings.forEach((action, keys) -> {
            assertFalse(keys.isEmpty(), action::name);
            keys.forEach(combination -> assertTrue(seen.add(combination), combination::getName));
        });
    }
}
