package dev.backstep.app.graph.theme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.graphstream.ui.graphicGraph.stylesheet.Color;
import org.graphstream.ui.graphicGraph.stylesheet.Rule;
import org.graphstream.ui.graphicGraph.stylesheet.Selector;
import org.graphstream.ui.graphicGraph.stylesheet.Style;
import org.graphstream.ui.graphicGraph.stylesheet.StyleConstants;
import org.graphstream.ui.graphicGraph.stylesheet.StyleSheet;
import org.graphstream.ui.graphicGraph.stylesheet.StyleSheetListener;
import org.graphstream.ui.graphicGraph.stylesheet.Values;

/// The style sheet of the graph, read by GraphStream's own parser: `graph-shapes.css` and then the colours of a
/// light or a dark ground. Immutable; safe for use by several threads.
///
/// Classes given to the `node`, `edge` and `sprite` methods are applied in order, a later one overriding what it
/// sets.
public final class GraphTheme {
    private final Map<String, Rule> rules = new HashMap<>();
    private final Map<List<String>, Look> looks = new ConcurrentHashMap<>();
    private final boolean dark;

    private GraphTheme(boolean dark) {
        this.dark = dark;
        var sheet = new StyleSheet();
        sheet.addListener(new StyleSheetListener() {
            @Override
            public void styleAdded(Rule previous, Rule rule) {
                // A second rule for the same selector has been merged into the first.
                rules.putIfAbsent(name(rule.selector), rule);
            }

            @Override
            public void styleSheetCleared() {
                rules.clear();
            }
        });
        read(sheet, "graph-shapes.css");
        read(sheet, dark ? "graph-dark.css" : "graph-light.css");
        rules.put("graph", sheet.getDefaultGraphRule());
        rules.put("node", sheet.getDefaultNodeRule());
        rules.put("edge", sheet.getDefaultEdgeRule());
        rules.put("sprite", sheet.getDefaultSpriteRule());
    }

    public static GraphTheme light() {
        return Themes.LIGHT;
    }

    public static GraphTheme dark() {
        return Themes.DARK;
    }

    public boolean isDark() {
        return dark;
    }

    /// The ground that everything is painted on, and the margin around it.
    public Look ground() {
        return look("graph");
    }

    public Look node(String... classes) {
        return look("node", classes);
    }

    public Look edge(String... classes) {
        return look("edge", classes);
    }

    public Look sprite(String... classes) {
        return look("sprite", classes);
    }

    private Look look(String type, String... classes) {
        var key = new ArrayList<String>(classes.length + 1);
        key.add(type);
        key.addAll(List.of(classes));
        return looks.computeIfAbsent(List.copyOf(key), this::resolve);
    }

    private Look resolve(List<String> key) {
        var type = key.getFirst();
        var style = new Style(rules.get(type));
        for (var name : key.subList(1, key.size())) {
            var rule = rules.get(type + "." + name);
            if (rule == null) {
                throw new IllegalArgumentException("The graph's style sheet has no rule for " + type + "." + name);
            }
            style.augment(rule.style);
        }
        var size = style.getSize();
        return new Look(
                shape(style.getShape()),
                tint(style.getFillColor(0)),
                tint(style.getStrokeColor(0)),
                style.getStrokeWidth().value,
                line(style.getStrokeMode()),
                tint(style.getTextColor(0)),
                style.getTextSize().value,
                style.getTextStyle() == StyleConstants.TextStyle.BOLD,
                size.get(0),
                type.equals("edge") ? style.getArrowSize().get(0) : last(size),
                style.getPadding().get(0));
    }

    private static double last(Values size) {
        return size.get(Math.min(1, size.size() - 1));
    }

    private static Look.Shape shape(StyleConstants.Shape shape) {
        return switch (shape) {
            case ROUNDED_BOX -> Look.Shape.ROUNDED_BOX;
            case CIRCLE -> Look.Shape.ROUND_ENDS;
            case DIAMOND -> Look.Shape.POINTED_ENDS;
            default -> Look.Shape.BOX;
        };
    }

    private static Look.Line line(StyleConstants.StrokeMode mode) {
        return switch (mode) {
            case NONE -> Look.Line.NONE;
            case DASHES -> Look.Line.DASHES;
            case DOTS -> Look.Line.DOTS;
            case DOUBLE -> Look.Line.DOUBLE;
            default -> Look.Line.PLAIN;
        };
    }

    private static Tint tint(Color color) {
        return new Tint(color.getRed(), color.getGreen(), color.getBlue(), color.getAlpha());
    }

    private static String name(Selector selector) {
        var type = selector.getType().name().toLowerCase(Locale.ROOT);
        return selector.getClazz() == null ? type : type + "." + selector.getClazz();
    }

    private static void read(StyleSheet sheet, String file) {
        var path = "dev/backstep/styles/graph/" + file;
        try (var stream = GraphTheme.class.getClassLoader().getResourceAsStream(path)) {
            if (stream == null) {
                throw new IOException("The style sheet " + path + " is missing from this installation");
            }
            sheet.parseFromString(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads each sheet when it is first needed.
    private static final class Themes {
        static final GraphTheme LIGHT = new GraphTheme(false);
        static final GraphTheme DARK = new GraphTheme(true);
    }
}
