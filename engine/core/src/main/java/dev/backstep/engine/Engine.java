package dev.backstep.engine;

import dev.backstep.engine.autograd.AnomalyMode;
import dev.backstep.engine.autograd.DualLevels;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.autograd.Observer;
import dev.backstep.engine.autograd.SavedTensorHooks;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.Reuse;
import dev.backstep.engine.ops.OperatorInfo;
import dev.backstep.engine.profiler.HiddenObserver;
import dev.backstep.engine.profiler.Profiler;
import dev.backstep.engine.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// One session: grad mode, random generator, defaults, backends, observer and profiler. Engines do not know
/// each other, so two of them may run in two threads of one JVM; one engine is for one thread at a time.
///
/// Operators that take no tensor first are inherited from the generated [EngineOperators]: `engine.zeros(2, 3)`.
public final class Engine extends EngineOperators {
    private Backend cpu;
    private final Devices devices;
    private final Memory memory = new Memory(this);
    private final Sharing sharing = new Sharing(this);
    private @Nullable AnomalyMode anomalyMode;
    private @Nullable IntSupplier lines;
    private long passes;
    private long sequence;
    private DType defaultDtype = DType.FLOAT32;
    private @Nullable Observer observer;
    private @Nullable Observer told;
    private @Nullable Profiler profiler;
    private @Nullable BackendListener backendListener;
    private boolean watched;
    private final Generator generator = new Generator();
    private final DualLevels dualLevels = new DualLevels();
    private ThreadState only = new ThreadState();
    private @Nullable ThreadLocal<ThreadState> each;

    public Engine(Backend cpu) {
        this.cpu = cpu;
        this.devices = new Devices(() -> this.cpu, this::opened);
        if (Reuse.asAsked() == Reuse.CHECK) memory.start(Reuse.CHECK);
    }

    // Devices

    public Backend cpu() {
        return cpu;
    }

    void setCpu(Backend backend) {
        cpu = backend;
    }

    public Devices devices() {
        return devices;
    }

    /// Who gives memory back at once.
    public Memory memory() {
        return memory;
    }

    /// Memory that others look at as well: numpy's arrays.
    public Sharing sharing() {
        return sharing;
    }

    /// Adds the backend of another device.
    public void addBackend(Backend backend) {
        devices.add(backend);
    }

    /// All of them, the CPU's first.
    public List<Backend> backends() {
        var all = new ArrayList<Backend>();
        all.add(cpu);
        all.addAll(devices.open());
        return all;
    }

    private void opened(Backend backend) {
        backend.setReuse(memory.reuse());
        if (backendListener != null) backend.addListener(backendListener, false);
        if (profiler != null) profiler.watch(backend);
    }

    /// Tells somebody what GPUs do from now on, also those that are opened later.
    ///
    /// @param listener or null for nobody
    public void setBackendListener(@Nullable BackendListener listener) {
        for (Backend gpu : devices.open()) {
            if (backendListener != null) gpu.removeListener(backendListener);
            if (listener != null) gpu.addListener(listener, false);
        }
        backendListener = listener;
    }

    public Backend backend(Storage storage) {
        return storage instanceof Storage.Host
                ? cpu
                : devices.gpu(storage.device().index());
    }

    /// @throws EngineException RuntimeError if there is no such device
    public Backend backend(Device device) {
        return devices.backend(device);
    }

    public DType defaultDtype() {
        return defaultDtype;
    }

    public void setDefaultDtype(DType dtype) {
        if (!dtype.isFloating()) {
            throw EngineException.type("only floating-point types are supported as the default type");
        }
        defaultDtype = dtype;
    }

    public Device defaultDevice() {
        return devices.defaultDevice();
    }

    // Tensors

    /// A tensor with undefined contents.
    public Tensor allocate(DType dtype, Device device, int... sizes) {
        return new Tensor(this, backend(device).allocate(dtype, Shapes.numel(sizes)), sizes);
    }

    /// A tensor with undefined contents on the device of another.
    public Tensor allocateLike(Tensor like, DType dtype, int... sizes) {
        return new Tensor(this, like.backend().allocate(dtype, Shapes.numel(sizes)), sizes);
    }

    /// A float32 tensor of these values on the CPU.
    public Tensor tensor(float[] values, int... sizes) {
        return host(DType.FLOAT32, values, values.length, sizes);
    }

    /// A float64 tensor of these values on the CPU.
    public Tensor tensor(double[] values, int... sizes) {
        return host(DType.FLOAT64, values, values.length, sizes);
    }

    /// An int64 tensor of these values on the CPU.
    public Tensor tensor(long[] values, int... sizes) {
        return host(DType.INT64, values, values.length, sizes);
    }

    /// A bool tensor of these values on the CPU.
    public Tensor tensor(boolean[] values, int... sizes) {
        var bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (values[i] ? 1 : 0);
        return host(DType.BOOL, bytes, bytes.length, sizes);
    }

    private Tensor host(DType dtype, Object array, int length, int[] sizes) {
        int[] shape = sizes.length == 0 && length != 1 ? new int[] {length} : sizes;
        if (Shapes.numel(shape) != length) {
            throw EngineException.runtime(
                    "shape '%s' is invalid for input of size %d".formatted(Shapes.text(shape), length));
        }
        return new Tensor(this, new Storage.Host(dtype, array, length), shape);
    }

    /// A Python number as an operator's tensor argument.
    public Tensor wrapped(double value) {
        var storage = new Storage.Host(DType.FLOAT64, new double[] {value}, 1);
        return new Tensor(this, storage, Shapes.SCALAR).markWrappedNumber();
    }

    /// A Python number as an operator's tensor argument.
    public Tensor wrapped(long value) {
        var storage = new Storage.Host(DType.INT64, new long[] {value}, 1);
        return new Tensor(this, storage, Shapes.SCALAR).markWrappedNumber();
    }

    /// A Python number as an operator's tensor argument.
    public Tensor wrapped(Scalar value) {
        return switch (value.dtype()) {
            case BOOL -> {
                var storage = new Storage.Host(DType.BOOL, new byte[] {(byte) value.bits()}, 1);
                yield new Tensor(this, storage, Shapes.SCALAR).markWrappedNumber();
            }
            case INT64 -> wrapped(value.bits());
            default -> wrapped(value.value());
        };
    }

    // Modes

    private ThreadState state() {
        return each == null ? only : each.get();
    }

    /// The thread that calls it is about to start another one: from now on each that uses the engine, one at a
    /// time, has modes and backward passes of its own, as in PyTorch.
    public void startThreads() {
        if (each == null) {
            each = ThreadLocal.withInitial(ThreadState::new);
            each.set(only);
        }
    }

    /// Modes and backward passes are those of a new engine, for one thread.
    public void resetThreads() {
        only = new ThreadState();
        each = null;
    }

    /// Whether operations are recorded for the backward pass.
    public boolean gradMode() {
        var state = state();
        return state.gradMode && !state.inferenceMode;
    }

    /// Whether recording is asked for, though inference mode may keep it off.
    public boolean gradModeAsked() {
        return state().gradMode;
    }

    /// @return the mode until now
    public boolean setGradMode(boolean enabled) {
        var state = state();
        boolean before = state.gradMode;
        state.gradMode = enabled;
        return before;
    }

    public boolean inferenceMode() {
        return state().inferenceMode;
    }

    /// @return the mode until now
    public boolean setInferenceMode(boolean enabled) {
        var state = state();
        boolean before = state.inferenceMode;
        state.inferenceMode = enabled;
        return before;
    }

    /// The levels of forward-mode differentiation.
    public DualLevels dualLevels() {
        return dualLevels;
    }

    /// Whether operators compute tangents.
    public boolean forwardMode() {
        return dualLevels.visible() != 0 && !state().inferenceMode;
    }

    /// Anomaly detection, if it is on.
    public @Nullable AnomalyMode anomalyMode() {
        return anomalyMode;
    }

    public void setAnomalyMode(@Nullable AnomalyMode mode) {
        anomalyMode = mode;
    }

    /// The node that a backward pass evaluates now.
    public @Nullable Node evaluating() {
        return state().evaluating;
    }

    /// @return the node until now
    public @Nullable Node setEvaluating(@Nullable Node node) {
        var state = state();
        var before = state.evaluating;
        state.evaluating = node;
        return before;
    }

    /// Counts backward passes; the number of the innermost one that runs, 0 outside of any.
    public long passNumber() {
        return state().passNumber;
    }

    /// Begins a new pass, or goes back to an outer one.
    ///
    /// @return the number until now
    public long setPassNumber(long number) {
        var state = state();
        long before = state.passNumber;
        state.passNumber = number;
        return before;
    }

    /// A number that no pass had yet.
    public long nextPass() {
        return ++passes;
    }

    /// Whether the innermost backward pass that runs is for chosen inputs only.
    public boolean passRestricted() {
        return state().passRestricted;
    }

    /// @return what it was until now
    public boolean setPassRestricted(boolean restricted) {
        var state = state();
        boolean before = state.passRestricted;
        state.passRestricted = restricted;
        return before;
    }

    /// The line of the program that runs; 0 if nobody knows.
    public int line() {
        return lines == null ? 0 : lines.getAsInt();
    }

    /// @param source tells the line of the program that runs, or null
    public void setLines(@Nullable IntSupplier source) {
        lines = source;
    }

    // What generated operators and autograd need

    /// Whether an operator's forward is running: operators inside it are neither recorded nor observed.
    public boolean inKernel() {
        return state().inKernel;
    }

    public void setInKernel(boolean value) {
        state().inKernel = value;
    }

    /// A tensor of a backend with the elements of a storage of the host, and what the host sees of them.
    public Tensor uploaded(Storage.Host host, Backend backend, int[] sizes) {
        var tensor = new Tensor(this, backend.upload(host), sizes);
        KnownRange.noteUploaded(tensor, host);
        return tensor;
    }

    /// How many backward passes are running, one inside another.
    public int passDepth() {
        return state().passDepth;
    }

    public void setPassDepth(int depth) {
        state().passDepth = depth;
    }

    /// The next node's place in the order of recording.
    public long nextSequence() {
        return sequence++;
    }

    /// What [#nextSequence()] will give.
    public long sequence() {
        return sequence;
    }

    /// Whom to tell; while there is a profiler, one who hides from it the time that the observer takes.
    public @Nullable Observer observer() {
        return told;
    }

    public void setObserver(@Nullable Observer observer) {
        this.observer = observer instanceof HiddenObserver hidden ? hidden.observer() : observer;
        if (observer != null && observer.keepsTensors()) memory.stop();
        rewire();
    }

    public @Nullable Profiler profiler() {
        return profiler;
    }

    /// For [Profiler#start] and what must not be profiled.
    public void setProfiler(@Nullable Profiler profiler) {
        this.profiler = profiler;
        rewire();
    }

    private void rewire() {
        watched = observer != null || profiler != null;
        told = observer == null || profiler == null ? observer : new HiddenObserver(observer, profiler);
    }

    /// Whether somebody wants to know of operators: the one check that they make.
    public boolean watched() {
        return watched;
    }

    /// Counts nodes from 0 again. For a session whose nodes are all gone.
    public void restartSequence() {
        sequence = 0;
    }

    public @Nullable SavedTensorHooks savedTensorHooks() {
        return state().savedTensorHooks;
    }

    public void setSavedTensorHooks(@Nullable SavedTensorHooks hooks) {
        state().savedTensorHooks = hooks;
    }

    /// The source of random numbers for operators that are given none.
    public Generator generator() {
        return generator;
    }

    /// Tells observer and profiler that an operator starts.
    ///
    /// @return the time
    public long operationStarted(OperatorInfo operator) {
        var o = told;
        var p = profiler;
        if (o != null) o.operationStarted(operator);
        if (p != null) p.operatorStarted(operator);
        return System.nanoTime();
    }

    /// Tells observer and profiler what an operator did.
    public void operationDone(
            OperatorInfo operator, @Nullable Object[] arguments, Object result, @Nullable Node node, long started) {
        // The observer may have come while the operator ran.
        long nanos = started == 0 ? 0 : System.nanoTime() - started;
        var o = told;
        var p = profiler;
        if (p != null && started != 0) p.operatorEnded(operator, arguments, result);
        if (o == null) return;
        o.operationDone(operator, arguments, result, node, excluded(operator, arguments, result, node), nanos);
    }

    /// Tells observer and profiler that an operator threw.
    ///
    /// @param started what [#operationStarted] gave; 0 if it was not called
    public void operationFailed(OperatorInfo operator, @Nullable Object[] arguments, long started) {
        var p = profiler;
        if (p != null && started != 0) p.operatorEnded(operator, arguments, null);
        var o = told;
        if (o != null) o.operationFailed(operator, arguments);
    }

    /// Tells the observer that an operator changed a tensor.
    public void changedInPlace(OperatorInfo operator, Tensor tensor) {
        var o = told;
        if (o != null) o.changedInPlace(operator, tensor);
    }

    private Observer.Excluded excluded(
            OperatorInfo operator, @Nullable Object[] arguments, Object result, @Nullable Node node) {
        if (node != null || operator.kind() == OperatorInfo.Kind.COMPOSITE) return Observer.Excluded.NO;
        boolean integers = result instanceof Tensor t && !t.dtype().isFloating();
        if (!operator.differentiable() || integers) return Observer.Excluded.NOT_DIFFERENTIABLE;
        boolean wanted = false;
        for (Object argument : arguments) {
            if (argument instanceof Tensor t) wanted |= t.requiresGrad();
            if (argument instanceof Tensor[] ts) for (Tensor t : ts) wanted |= t != null && t.requiresGrad();
        }
        if (!wanted) return Observer.Excluded.NO_INPUT_REQUIRES_GRAD;
        return state().gradMode ? Observer.Excluded.NOT_DIFFERENTIABLE : Observer.Excluded.GRAD_MODE;
    }

    @Override
    protected Engine self() {
        return this;
    }
}
