package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.graph.model.GroupPaths.Element;
import dev.backstep.app.graph.theme.Shortened;
import dev.backstep.recording.CallFrame;
import dev.backstep.recording.ModuleRecord;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Structure;
import java.util.List;

/// What groups are called.
final class GroupTitles {
    private static final int LONGEST = 44;

    private final Structure structure;
    private final List<String> lines;

    GroupTitles(Recording recording) {
        structure = recording.structure();
        lines = recording.source().lines().toList();
    }

    Group group(int id, int parent, Element element, String key, int turns) {
        return new Group(
                id,
                parent,
                element.kind(),
                key,
                title(element),
                element.kind() == Group.Kind.MODULE ? element.a() : NONE,
                line(element),
                turns);
    }

    private String title(Element element) {
        return switch (element.kind()) {
            case MODULE -> module(structure.module(element.a()));
            case FUNCTION -> function(element) + "()";
            case LOOP -> head(structure.loops().get(element.a()).span().startLine());
            case TURN -> "turn " + (element.a() + 1);
            case STATEMENT -> shortened(line(element.a()));
            case COMPOSITE ->
                Expression.baseName(
                        lastName(structure.composites().get(element.a()).name()));
            case PASS -> "graph of backward " + (element.a() + 1);
            case TOWER, TURNS, RANGE -> throw new IllegalArgumentException("made elsewhere: " + element.kind());
        };
    }

    /// `layer1.0 · BasicBlock`: a path without the variable that holds the outermost module.
    private static String module(ModuleRecord module) {
        int dot = module.path().indexOf('.');
        var path = dot < 0 || module.parent() == NONE
                ? module.path()
                : module.path().substring(dot + 1);
        return module.className().isEmpty() ? path : path + " · " + module.className();
    }

    /// By what a group is known in a recording of the program after an edit.
    String token(Element element) {
        return switch (element.kind()) {
            case MODULE -> structure.module(element.a()).path();
            case FUNCTION -> function(element);
            case LOOP -> "loop";
            case TURN -> "turn" + element.a();
            case STATEMENT -> "statement";
            case COMPOSITE -> title(element);
            case PASS -> "backward" + element.a();
            case TOWER, TURNS, RANGE -> throw new IllegalArgumentException("made elsewhere: " + element.kind());
        };
    }

    private int line(Element element) {
        return switch (element.kind()) {
            case STATEMENT -> element.a();
            case LOOP -> structure.loops().get(element.a()).span().startLine();
            case FUNCTION -> structure.frames().get(element.a()).span().startLine();
            case COMPOSITE -> {
                var span = structure.composites().get(element.a()).span();
                yield span == null ? 0 : span.startLine();
            }
            default -> 0;
        };
    }

    /// The function that a frame calls at a line where it is defined.
    private String function(Element element) {
        return structure.frames().stream()
                .filter(frame -> frame.parent() == element.a() && frame.definedAt() == element.b())
                .map(CallFrame::function)
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .findFirst()
                .orElse("function");
    }

    private String head(int line) {
        var text = shortened(line(line));
        return text.endsWith(":") ? text.substring(0, text.length() - 1) : text;
    }

    private String line(int line) {
        return line >= 1 && line <= lines.size() ? lines.get(line - 1).strip() : "line " + line;
    }

    private static String shortened(String text) {
        return Shortened.to(text, LONGEST);
    }

    private static String lastName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
