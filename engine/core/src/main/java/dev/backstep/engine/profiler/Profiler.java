package dev.backstep.engine.profiler;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.ops.OperatorInfo;
import dev.backstep.engine.profiler.ProfileEvent.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes what one engine does, and how long it takes, from [#start] to [#stop].
///
/// Time that watching takes, this profiler's and an observer's, is taken out: the clock stands still meanwhile.
public final class Profiler {
    /// The name of events that say what was freed outside of everything else.
    static final String MEMORY = "[memory]";

    private static final String EVALUATE = "autograd::engine::evaluate_function: ";

    private final Engine engine;
    private final ProfilerOptions options;
    private final List<ProfileEvent> events = new ArrayList<>();
    private final Deque<ProfileEvent> open = new ArrayDeque<>();
    private final Frees frees = new Frees();
    private final List<DeviceWatcher> devices = new ArrayList<>();
    private final long origin = System.nanoTime();
    private long hidden;
    private boolean paused;

    private Profiler(Engine engine, ProfilerOptions options) {
        this.engine = engine;
        this.options = options;
    }

    /// Gives an engine a profiler.
    ///
    /// @throws EngineException RuntimeError if it has one
    public static Profiler start(Engine engine, ProfilerOptions options) {
        if (engine.profiler() != null) {
            throw EngineException.runtime("Profiler is already enabled on this thread.");
        }
        var profiler = new Profiler(engine, options);
        engine.setProfiler(profiler);
        engine.backends().forEach(profiler::watch);
        return profiler;
    }

    /// Takes the profiler from its engine. What has not ended ends here. Waits for the devices.
    public Profile stop() {
        if (engine.profiler() == this) engine.setProfiler(null);
        while (!open.isEmpty()) left(now());
        noteFrees();
        for (var watcher : devices) watcher.stop();
        devices.clear();
        return Profile.of(events, options);
    }

    /// Has a backend measure how long its device takes for what each event starts.
    public void watch(Backend backend) {
        devices.add(new DeviceWatcher(this, backend));
    }

    /// What has been noted so far.
    List<ProfileEvent> noted() {
        return events;
    }

    // Ranges

    /// A part of the program with a name.
    public final class Range implements AutoCloseable {
        private final ProfileEvent event;

        private Range(ProfileEvent event) {
            this.event = event;
        }

        /// Ends it, and what in it has not ended.
        @Override
        public void close() {
            Profiler.this.close(event);
        }
    }

    /// Starts a range (`record_function`).
    public Range range(String name) {
        return range(name, List.of());
    }

    /// @param inputShapes what to show as the sizes of its arguments
    public Range range(String name, List<List<Integer>> inputShapes) {
        var event = entered(name, Scope.USER, -1, false);
        if (options.inputShapes()) event.inputShapes = inputShapes;
        return new Range(event);
    }

    /// Starts a function that the embedding defines, with a node of its own.
    public Range function(String name, @Nullable Tensor[] arguments) {
        var event = entered(name, Scope.FUNCTION, engine.sequence(), false);
        if (options.inputShapes()) event.inputShapes = InputShapes.of(arguments);
        return new Range(event);
    }

    // What the engine tells

    /// An operator starts.
    public void operatorStarted(OperatorInfo operator) {
        if (paused) return;
        boolean recorded = engine.gradMode() && operator.differentiable() && takesTensors(operator);
        entered(operator.qualifiedName(), Scope.FUNCTION, recorded ? engine.sequence() : -1, false);
    }

    /// The operator that started last ends.
    ///
    /// @param result a `Tensor`, a `Tensor[]`, a plain value, or null if it failed
    public void operatorEnded(OperatorInfo operator, @Nullable Object[] arguments, @Nullable Object result) {
        if (paused) return;
        long begun = System.nanoTime();
        var event = left(begun - hidden - origin);
        if (event == null) return;
        if (options.inputShapes()) event.inputShapes = InputShapes.of(operator, arguments);
        if (result != null) {
            if (options.flops()) event.flops = Flops.of(operator, arguments);
            boolean composite = operator.kind() == OperatorInfo.Kind.COMPOSITE;
            if (options.memory() && !composite) noteMemory(event, arguments, result);
        }
        hide(begun);
    }

    /// The evaluation of a node starts, with the hooks before it.
    ///
    /// @return to be given to [#close]
    public ProfileEvent evaluationStarted(Node node) {
        return entered(EVALUATE + name(node), Scope.FUNCTION, sequence(node), sequence(node) >= 0);
    }

    /// A node's own computation starts.
    ///
    /// @return to be given to [#close]
    public ProfileEvent nodeStarted(Node node, @Nullable Tensor[] gradients) {
        var event = entered(name(node), Scope.BACKWARD_FUNCTION, sequence(node), sequence(node) >= 0);
        if (options.inputShapes()) event.inputShapes = InputShapes.of(gradients);
        return event;
    }

    /// A pass with several roots hands out their gradients.
    ///
    /// @param sequence of the node that stands for the roots
    public void rootsStarted(long sequence) {
        var name = "torch::autograd::GraphRoot";
        var evaluation = entered(EVALUATE + name, Scope.FUNCTION, sequence, true);
        entered(name, Scope.BACKWARD_FUNCTION, sequence, true);
        close(evaluation);
    }

    /// Work on a device that the innermost event started has been measured.
    ///
    /// @param device such as `cuda:0`
    public void kernel(String name, String device, long nanos) {
        var event = open.peek();
        if (event != null) event.add(new ProfileEvent.Kernel(name, device, nanos));
    }

    /// The event that what happens now belongs to; null if there is none, or if it is hidden.
    @Nullable
    ProfileEvent innermost() {
        return paused ? null : open.peek();
    }

    /// Something starts within the innermost event that no operator is; null if it is hidden.
    @Nullable
    ProfileEvent started(String name) {
        return paused ? null : entered(name, Scope.FUNCTION, -1, false);
    }

    /// Runs what is no part of the program's work: operators in it are not noted.
    public void hide(Runnable action) {
        long begun = System.nanoTime();
        boolean outermost = !paused;
        paused = true;
        try {
            action.run();
        } finally {
            paused = !outermost;
            if (outermost) hide(begun);
        }
    }

    private void hide(long begun) {
        hidden += System.nanoTime() - begun;
    }

    /// Ends an event, and what in it has not ended.
    public void close(ProfileEvent event) {
        long now = now();
        if (event.end >= 0 || !open.contains(event)) return;
        ProfileEvent ended;
        do {
            ended = left(now);
        } while (ended != event);
    }

    // Noting

    private ProfileEvent entered(String name, Scope scope, long sequence, boolean backward) {
        long begun = System.nanoTime();
        if (options.memory()) noteFrees();
        var stack = options.stack();
        List<String> entries = stack == null ? List.of() : stack.get();
        var event = new ProfileEvent(
                events.size() + 1, name, scope, open.peek(), sequence, backward, begun - hidden - origin);
        event.stack = entries;
        events.add(event);
        open.push(event);
        hide(begun);
        return event;
    }

    private @Nullable ProfileEvent left(long now) {
        var event = open.poll();
        if (event != null) event.end = now;
        return event;
    }

    private long now() {
        return System.nanoTime() - hidden - origin;
    }

    private static boolean takesTensors(OperatorInfo operator) {
        for (var parameter : operator.parameters()) {
            switch (parameter.type()) {
                case TENSOR, OPTIONAL_TENSOR, TENSORS, OPTIONAL_TENSORS -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private static String name(Node node) {
        return switch (node.name()) {
            case "AccumulateGrad", "CopySlices" -> "torch::autograd::" + node.name();
            default -> node.name();
        };
    }

    private static long sequence(Node node) {
        return node.sequence() == Long.MAX_VALUE ? -1 : node.sequence();
    }

    // Memory

    /// Counts the storages that an operator's results have and its arguments had not. What a kernel needs in between
    /// is gone at its end, and does not count.
    private void noteMemory(ProfileEvent event, @Nullable Object[] arguments, Object result) {
        var known = new ArrayList<Storage>();
        for (Object argument : arguments) storages(argument, known);
        var made = new ArrayList<Storage>();
        storages(result, made);
        for (Storage storage : made) {
            if (known.contains(storage)) continue;
            known.add(storage);
            long bytes = (long) storage.length() * storage.dtype().bytes();
            boolean device = !storage.device().isCpu();
            if (device) event.deviceMemory += bytes;
            else event.cpuMemory += bytes;
            frees.watch(storage, bytes, device);
        }
    }

    private static void storages(@Nullable Object value, List<Storage> found) {
        if (value instanceof Tensor tensor) found.add(tensor.storage());
        if (value instanceof Tensor[] tensors) for (Tensor tensor : tensors) storages(tensor, found);
    }

    /// Storages are freed when the collector finds them, whatever runs then; so that is no operator's doing. The range
    /// in which it is noticed has it, or an event of its own.
    private void noteFrees() {
        var innermost = open.peek();
        if (innermost != null && innermost.scope != Scope.USER) return;
        for (var freed = frees.next(); freed != null; freed = frees.next()) {
            var event = innermost;
            if (event == null) {
                long now = now();
                event = new ProfileEvent(events.size() + 1, MEMORY, Scope.FUNCTION, null, -1, false, now);
                event.end = now;
                events.add(event);
            }
            if (freed.device) event.deviceMemory -= freed.bytes;
            else event.cpuMemory -= freed.bytes;
        }
    }
}
