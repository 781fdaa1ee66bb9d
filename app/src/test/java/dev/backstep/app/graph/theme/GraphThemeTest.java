package dev.backstep.app.graph.theme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.model.Vertex;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphThemeTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyKindOfNodeDiffersFromEveryOtherWithoutColor(boolean dark) {
        var theme = theme(dark);
        Map<String, Vertex.Kind> seen = new HashMap<>();
        for (var kind : Vertex.Kind.values()) {
            var look = theme.node(kind.styleClass());
            var form = look.shape() + " " + look.line() + " " + look.strokeWidth();
            assertEquals(null, seen.put(form, kind), kind + " looks like another: " + form);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyKindOfNodeHasItsOwnColor(boolean dark) {
        var theme = theme(dark);
        Map<Tint, Vertex.Kind> seen = new HashMap<>();
        for (var kind : Vertex.Kind.values()) {
            assertEquals(null, seen.put(theme.node(kind.styleClass()).stroke(), kind), kind + " has another's color");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textIsReadableOnItsGround(boolean dark) {
        var theme = theme(dark);
        for (var kind : Vertex.Kind.values()) {
            var node = theme.node(kind.styleClass());
            assertReadable(node.text(), node.fill(), kind + " title");
            assertReadable(theme.sprite("detail").text(), node.fill(), kind + " detail");
        }
        var now = theme.node("function", "now");
        assertReadable(theme.sprite("detail").text(), now.fill(), "detail of the current node");
        for (var look : new Look[] {
            theme.sprite("gradient"),
            theme.sprite("gradient", "now"),
            theme.sprite("sum"),
            theme.sprite("legend"),
            theme.sprite("transfer"),
            theme.sprite("chip"),
            theme.sprite("fallback")
        }) {
            assertReadable(look.text(), look.fill(), look.toString());
        }
    }

    @Test
    void bothThemesHaveTheSameSizes() {
        for (var kind : Vertex.Kind.values()) {
            var light = GraphTheme.light().node(kind.styleClass());
            var dark = GraphTheme.dark().node(kind.styleClass());
            assertEquals(light.shape(), dark.shape());
            assertEquals(light.width(), dark.width());
            assertEquals(light.height(), dark.height());
            assertEquals(light.padding(), dark.padding());
            assertEquals(light.textSize(), dark.textSize());
            assertNotEquals(light.fill(), dark.fill());
        }
    }

    @Test
    void aLaterClassOverridesOnlyWhatItSets() {
        var theme = GraphTheme.dark();
        var function = theme.node("function");
        var now = theme.node("function", "now");
        assertEquals(function.shape(), now.shape());
        assertNotEquals(function.stroke(), now.stroke());
    }

    @Test
    void aMissingRuleIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> GraphTheme.dark().node("no-such-class"));
    }

    private static GraphTheme theme(boolean dark) {
        return dark ? GraphTheme.dark() : GraphTheme.light();
    }

    /// The contrast that WCAG 2.1 asks of text (success criterion 1.4.3).
    private static void assertReadable(Tint text, Tint ground, String what) {
        double lighter = Math.max(luminance(text), luminance(ground));
        double darker = Math.min(luminance(text), luminance(ground));
        double contrast = (lighter + 0.05) / (darker + 0.05);
        assertTrue(contrast >= 4.5, () -> what + " has a contrast of only " + contrast);
    }

    private static double luminance(Tint tint) {
        return 0.2126 * linear(tint.red()) + 0.7152 * linear(tint.green()) + 0.0722 * linear(tint.blue());
    }

    private static double linear(int component) {
        double c = component / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
