package dev.backstep.app.inspector;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.ModuleCall;
import dev.backstep.recording.ModuleRecord;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The page of a module, at one of its calls: what goes in and comes out, its parameters and their gradients.
final class ModulePage {
    private static final int LONGEST_LIST = 40;

    private final PageWriter writer;
    private final Recording recording;
    private final ModuleCall call;
    private final ModuleRecord module;

    private ModulePage(PageWriter writer, int call) {
        this.writer = writer;
        recording = writer.index.recording();
        this.call = recording.structure().moduleCalls().get(call);
        module = recording.structure().modules().get(this.call.module());
    }

    static InspectorPage of(PageWriter writer, int call) {
        return new ModulePage(writer, call).write();
    }

    private InspectorPage write() {
        var operations = operations();
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("class", module.className().isEmpty() ? "unknown" : module.className()));
        shapes(operations, facts);
        facts.add(new Fact("operators", Integer.toString(operations.size())));
        if (module.parameters() > 0) {
            var trainable = module.trainable() == module.parameters()
                    ? ""
                    : ", %,d of them trainable".formatted(module.trainable());
            facts.add(new Fact("parameters", String.format(Locale.ROOT, "%,d", module.parameters()) + trainable));
        }
        var others = recording.structure().moduleCalls().stream()
                .filter(each -> each.module() == call.module())
                .toList();
        if (others.size() > 1) {
            facts.add(new Fact("call", (others.indexOf(call) + 1) + " of " + others.size()));
        }
        writer.sections.add(new Facts("module", facts));
        parameters();
        if (call.frame() != NONE) {
            var span = recording.structure().frames().get(call.frame()).span();
            writer.source(span.startLine(), writer.index.sourceOf(span));
        }
        return writer.page(module.path(), module.className());
    }

    /// What ran in the call, in modules within it, too.
    private List<Operation> operations() {
        var found = new ArrayList<Operation>();
        for (var operation : recording.operations()) {
            for (int at = operation.moduleCall();
                    at != NONE;
                    at = recording.structure().moduleCalls().get(at).parent()) {
                if (at == call.id()) {
                    found.add(operation);
                    break;
                }
            }
        }
        return found;
    }

    private void shapes(List<Operation> operations, List<Fact> facts) {
        var made = new HashSet<Integer>();
        var in = new ArrayList<String>();
        for (var operation : operations) {
            for (int input : operation.inputs()) {
                TensorRecord tensor = recording.tensors().get(input);
                if (!made.contains(input) && !tensor.parameter() && in.isEmpty()) {
                    in.add(ValueText.shape(tensor.shape()));
                }
            }
            made.addAll(operation.outputs());
        }
        if (!in.isEmpty()) {
            facts.add(new Fact("in", in.getFirst()));
        }
        if (!operations.isEmpty() && !operations.getLast().outputs().isEmpty()) {
            int out = operations.getLast().outputs().getFirst();
            facts.add(
                    new Fact("out", ValueText.shape(recording.tensors().get(out).shape())));
        }
    }

    /// The gradient norm of each parameter at the cursor: by which one sees where gradients vanish or explode.
    private void parameters() {
        var facts = new ArrayList<Fact>();
        int more = 0;
        for (var tensor : recording.tensors()) {
            var name = tensor.parameter() ? ownName(tensor) : null;
            if (name == null) {
                continue;
            }
            if (facts.size() == LONGEST_LIST) {
                more++;
                continue;
            }
            var gradient = writer.index.gradient(tensor.id(), writer.cursor);
            if (gradient == null) {
                facts.add(new Fact(name, "None"));
            } else {
                var statistics = gradient.statistics();
                facts.add(new Fact(
                        name,
                        "‖grad‖ " + ValueText.number(statistics.norm()),
                        statistics.nans() + statistics.infinities() > 0));
            }
        }
        if (!facts.isEmpty()) {
            writer.sections.add(new Facts("gradients", facts));
        }
        if (more > 0) {
            writer.note("And %,d more parameters.".formatted(more));
        }
    }

    /// `0.weight` for a parameter of this module; null for one of another.
    private @Nullable String ownName(TensorRecord tensor) {
        for (var name : tensor.names()) {
            if (name.startsWith(module.path() + ".")) {
                return name.substring(module.path().length() + 1);
            }
        }
        return null;
    }
}
