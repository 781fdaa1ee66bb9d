package dev.backstep.recording;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls of modules, guessed from the paths of the operators that ran in them. A call ends where the next operator's
/// path
/// is not in it; two calls of a module without an operator in between count as one.
final class ModulePaths {
    private final Version1 recording;
    private final Map<String, ModuleRecord> modules = new LinkedHashMap<>();
    private final List<ModuleCall> calls = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private final int[] callOfOperation;
    private final Map<String, Integer> firstCall = new HashMap<>();

    private record Open(String path, int call) {}

    private ModulePaths(Version1 recording) {
        this.recording = recording;
        callOfOperation = new int[recording.operations().size()];
        Arrays.fill(callOfOperation, Recording.NONE);
    }

    static ModulePaths of(Version1 recording) {
        var paths = new ModulePaths(recording);
        paths.run();
        return paths;
    }

    private void run() {
        var timeline = recording.timeline();
        for (int at = 0; at < timeline.size(); at++) {
            switch (timeline.get(at)) {
                case Event.OperationDone(int operation)
                when operation >= 0 && operation < callOfOperation.length -> {
                    var path = recording.operations().get(operation).module();
                    enter(path, at);
                    callOfOperation[operation] = path == null ? Recording.NONE : open.element().call;
                }
                case Event.PassStarted _ -> enter(null, at);
                default -> {}
            }
        }
        enter(null, timeline.size());
    }

    /// Ends the calls that `path` is not in, and begins those that it is in.
    private void enter(@Nullable String path, int at) {
        while (!open.isEmpty() && (path == null || !isWithin(path, open.element().path))) {
            end(open.pop().call, at);
        }
        if (path == null) {
            return;
        }
        int begin = open.isEmpty() ? 0 : open.element().path.length() + 1;
        while (begin <= path.length()) {
            int dot = path.indexOf('.', begin);
            begin(path.substring(0, dot < 0 ? path.length() : dot), at);
            begin = dot < 0 ? path.length() + 1 : dot + 1;
        }
    }

    private static boolean isWithin(String path, String outer) {
        return path.equals(outer) || path.startsWith(outer + ".");
    }

    private void begin(String path, int at) {
        int id = calls.size();
        int parent = open.isEmpty() ? Recording.NONE : open.element().call;
        calls.add(new ModuleCall(id, parent, module(path).id(), Recording.NONE, at, at));
        firstCall.putIfAbsent(path, id);
        open.push(new Open(path, id));
    }

    private void end(int id, int at) {
        var call = calls.get(id);
        calls.set(id, new ModuleCall(id, call.parent(), call.module(), call.frame(), call.from(), at));
    }

    private ModuleRecord module(String path) {
        var known = modules.get(path);
        if (known == null) {
            int dot = path.lastIndexOf('.');
            int parent =
                    dot < 0 ? Recording.NONE : module(path.substring(0, dot)).id();
            long parameters = 0;
            long trainable = 0;
            for (var tensor : recording.tensors()) {
                if (tensor.parameter() && tensor.names().stream().anyMatch(name -> name.startsWith(path + "."))) {
                    long count = Arrays.stream(tensor.shape()).asLongStream().reduce(1, (a, b) -> a * b);
                    parameters += count;
                    trainable += tensor.requiresGrad() ? count : 0;
                }
            }
            known = new ModuleRecord(modules.size(), parent, path, "", parameters, trainable);
            modules.put(path, known);
        }
        return known;
    }

    int callOf(Version1.Operation1 operation) {
        return operation.id() >= 0 && operation.id() < callOfOperation.length
                ? callOfOperation[operation.id()]
                : Recording.NONE;
    }

    /// That of the node's operation, or else the first call of its path.
    int callOf(Version1.GraphNode1 node) {
        int operation = node.operation();
        if (operation >= 0 && operation < callOfOperation.length) {
            return callOfOperation[operation];
        }
        return node.module() == null ? Recording.NONE : firstCall.getOrDefault(node.module(), Recording.NONE);
    }

    Structure structure() {
        return new Structure(List.copyOf(modules.values()), List.copyOf(calls), List.of(), List.of(), List.of());
    }
}
