package dev.backstep.app.graph.view;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.NonFinite;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorValue;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds vertices by what a person types. All words of a query have to hold:
///
/// - `nan`, `inf`: its values or gradients are not finite somewhere in the run;
/// - `norm>10`, `norm<1e-6`: the norm of its gradient at the moment;
/// - `line:12`, `module:layer2`;
/// - any other word: it is in what the vertex says, in its module's path, or in its tensor's names.
///
/// What is folded is found in its box.
final class GraphSearch {
    private static final Pattern NORM = Pattern.compile("norm([<>])=?([-+.\\de]+)");

    private final Moment moment;
    private final Recording recording;

    private GraphSearch(Moment moment) {
        this.moment = moment;
        recording = moment.recording();
    }

    /// The vertices that a query finds, in the order of the program.
    static List<Integer> search(GraphModel model, Moment moment, String query) {
        var words = query.strip().toLowerCase(Locale.ROOT).split("\\s+");
        if (words[0].isEmpty()) {
            return List.of();
        }
        var search = new GraphSearch(moment);
        Predicate<Vertex> all = vertex -> true;
        for (var word : words) {
            all = all.and(search.holds(word));
        }
        var found = new TreeSet<Integer>();
        var matching = all;
        model.forEachInside((vertex, shown) -> {
            if (matching.test(vertex)) {
                found.add(shown);
            }
        });
        for (int i = 0; i < model.vertices().size(); i++) {
            if (model.vertices().get(i).group() != null
                    && matching.test(model.vertices().get(i))) {
                found.add(i);
            }
        }
        return List.copyOf(found);
    }

    private Predicate<Vertex> holds(String word) {
        var norm = NORM.matcher(word);
        if (norm.matches()) {
            Double limit = number(norm.group(2));
            DoublePredicate matching = norm.group(1).equals(">") ? n -> n > limit : n -> n < limit;
            return limit == null ? vertex -> false : vertex -> hasGradient(vertex, matching);
        }
        if (word.startsWith("line:")) {
            return vertex -> word.equals("line:" + vertex.line());
        }
        if (word.startsWith("module:")) {
            return vertex -> isInModule(vertex, word.substring("module:".length()));
        }
        return switch (word) {
            case "nan" -> vertex -> isFound(vertex, moment.index().nonFinite().nans());
            case "inf" -> vertex -> isFound(vertex, moment.index().nonFinite().infinities());
            default -> vertex -> text(vertex).contains(word);
        };
    }

    private static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean isFound(Vertex vertex, NonFinite.Finds finds) {
        return vertex.node() >= 0 && finds.node(vertex.node())
                || vertex.operation() >= 0 && finds.operation(vertex.operation())
                || vertex.tensor() >= 0 && finds.tensor(vertex.tensor());
    }

    private boolean hasGradient(Vertex vertex, DoublePredicate matching) {
        if (vertex.tensor() >= 0) {
            var gradient = moment.index().gradient(vertex.tensor(), moment.cursor());
            if (gradient != null && matching.test(gradient.statistics().norm())) {
                return true;
            }
        }
        var pass = moment.timeline().passInView(moment.cursor());
        var step = pass == null || vertex.node() < 0 ? null : moment.timeline().stepOf(pass, vertex.node());
        if (step == null || step.at() >= moment.cursor().at()) {
            return false;
        }
        for (TensorValue gradient : step.gradientsIn()) {
            if (gradient != null && matching.test(gradient.statistics().norm())) {
                return true;
            }
        }
        return false;
    }

    private boolean isInModule(Vertex vertex, String path) {
        var own = module(vertex);
        return own.equals(path)
                || own.startsWith(path + ".")
                || own.endsWith("." + path)
                || own.contains("." + path + ".");
    }

    private String module(Vertex vertex) {
        int call = Recording.NONE;
        if (vertex.node() >= 0) {
            GraphNode node = recording.nodes().get(vertex.node());
            call = node.moduleCall();
        } else if (vertex.operation() >= 0) {
            Operation operation = recording.operations().get(vertex.operation());
            call = operation.moduleCall();
        } else if (vertex.group() != null) {
            call = vertex.group().moduleCall();
        }
        var path = recording.structure().path(call);
        return path == null ? "" : path.toLowerCase(Locale.ROOT);
    }

    private String text(Vertex vertex) {
        var names = vertex.tensor() < 0
                ? ""
                : String.join(" ", recording.tensors().get(vertex.tensor()).names());
        return (vertex.title() + " " + vertex.detail() + " " + names + " " + module(vertex)).toLowerCase(Locale.ROOT);
    }
}
