package dev.backstep.kernel.binding;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Conflict;
import dev.backstep.engine.backend.DeviceLostException;
import dev.backstep.engine.ops.OperatorInfo;
import dev.backstep.engine.ops.OperatorTable;
import dev.backstep.kernel.cpython.Calls;
import dev.backstep.kernel.cpython.Errors;
import dev.backstep.kernel.cpython.Functions;
import dev.backstep.kernel.cpython.Interpreter;
import dev.backstep.kernel.cpython.Peers;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import dev.backstep.kernel.cpython.Raw;
import dev.backstep.kernel.cpython.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The Java half of the package `torch`: the module `torch._C`, which is made before the package is
/// imported. The package registers its types here when it is.
public final class TorchBinding {
    private final Engine engine;
    private final Handles handles = new Handles();
    private final PyObject module;
    private final Map<String, @Nullable PyRef> operators = new HashMap<>();
    private final SessionApi session;
    private final AutogradApi autograd;
    private @Nullable DeviceLostException lost;

    /// Makes the module. The interpreter runs.
    public TorchBinding(Engine engine) {
        this.engine = engine;
        Errors.setTranslator(this::translate);
        Calls.setListener(new Calls.Listener() {
            @Override
            public void entered() {
                engine.memory().enter();
            }

            @Override
            public void left() {
                engine.memory().leave();
            }

            @Override
            public void letGo(Object target) {
                if (target instanceof Tensor tensor) tensor.letGo();
            }

            @Override
            public void taken(Object target) {
                if (target instanceof Tensor tensor) tensor.taken();
            }
        });
        try (var scope = Scope.open()) {
            module = PyObject.borrowed(Interpreter.module("torch._C").address());
            session = new SessionApi(engine, handles);
            session.install(this::define);
            var tensors = new TensorApi(engine, handles, session);
            tensors.install(this::define);
            new DataApi(engine, handles).install(this::define);
            new TensorMethods(handles).install(module);
            new NumpyApi(engine, handles).install(this::define);
            autograd = new AutogradApi(engine, handles);
            autograd.install(this::define);
            new ProfilerApi(engine, handles).install(this::define);
            module.setAttribute("Object", Peers.baseType());
            module.setAttribute("_TensorBase", new TensorType(engine, handles, tensors.subscript()).make());
            define("register", a -> {
                if (handles.isRegistered()) {
                    throw EngineException.runtime("torch is loaded already; a process can load it only once");
                }
                handles.register(a[0], a[1]);
                return null;
            });
            define("adopt", a -> {
                Peers.adopt(a[0], Objects.requireNonNull(a[1].target()));
                return a[0];
            });
            define("method", a -> Functions.method(a[0]));
            define("methods", a -> methods());
            define("function", a -> operator(a[0].asText(), Place.ANY));
            define("torch_function", a -> operator(a[0].asText(), Place.TORCH));
            define("function_names", a -> functionNames());
            module.setAttribute("call", Functions.of("call", this::callByName));
        }
    }

    /// Everything that a program may have changed as in a new process.
    ///
    /// @param seed for the default generator; null for the one that it starts with
    /// @param device where new tensors go
    public void startRun(@Nullable Long seed, Device device) {
        lost = null;
        session.reset(seed, device);
        autograd.reset();
        engine.memory().start();
    }

    /// A program has ended, and all that it made is let go of.
    public void endRun() {
        engine.memory().clear();
    }

    /// The tensor that the hook which runs is registered on; null if it is not one of a tensor's, or that is gone.
    public @Nullable Tensor hookOwner() {
        return handles.hookOwner();
    }

    /// @param listener is told of tensors that the program sees; null for nobody
    public void setListener(@Nullable TensorListener listener) {
        handles.setListener(listener);
    }

    /// The GPU that was lost since the run started, if any.
    public @Nullable DeviceLostException lost() {
        return lost;
    }

    private void define(String name, Function function) {
        module.setAttribute(name, Functions.of(name, function));
    }

    // Operators

    /// Names and functions by turns, of all operators that are methods of `Tensor`.
    private Object methods() {
        var found = new ArrayList<Object>();
        var seen = new TreeSet<String>();
        for (OperatorInfo operator : OperatorTable.all()) {
            if (!operator.places().contains("method")) continue;
            seen.add(operator.name());
            seen.addAll(operator.aliases());
        }
        for (String name : seen) {
            found.add(PyObject.tuple(
                    name, Functions.method(operator(name, Place.METHOD).get())));
        }
        return found;
    }

    private List<String> functionNames() {
        var names = new TreeSet<String>();
        for (OperatorInfo operator : OperatorTable.all()) {
            if (operator.places().contains("function")) {
                names.add(operator.name());
                names.addAll(operator.aliases());
            }
        }
        return List.copyOf(names);
    }

    /// Where Python has an operator.
    private enum Place {
        METHOD("method"),
        TORCH("function"),
        ANY("");

        private final String name;

        Place(String name) {
            this.name = name;
        }

        boolean has(OperatorInfo operator) {
            return this == ANY
                    ? !operator.places().contains("none")
                    : operator.places().contains(name);
        }
    }

    /// The function of an operator; null if there is none of that name in that place.
    private @Nullable PyRef operator(String name, Place place) {
        return operators.computeIfAbsent(place + name, key -> {
            var all = OperatorTable.named(name);
            var overloads = all.stream().filter(place::has).toList();
            if (overloads.isEmpty() && place == Place.ANY) overloads = all;
            boolean method = place == Place.METHOD;
            return overloads.isEmpty()
                    ? null
                    : PyRef.forever(Functions.of(name, new Overloads(engine, handles, name, method, overloads)));
        });
    }

    /// Arguments: the name of an operator, and its arguments.
    private long callByName(long arguments, int count, long names) throws Throwable {
        if (count == 0) throw EngineException.type("call() needs the name of an operator");
        String name;
        try (var scope = Scope.open()) {
            name = PyObject.borrowed(Raw.argument(arguments, 0)).asText();
        }
        var function = operator(name, Place.ANY);
        if (function == null) throw EngineException.notImplemented("no operator aten::" + name);
        return Functions.behind(function.get()).call(arguments + Long.BYTES, count - 1, names);
    }

    // Errors

    /// Errors of the engine become Python's.
    private @Nullable PyObject translate(Throwable problem) {
        if (problem instanceof DeviceLostException e) {
            lost = e;
            return handles.python("error").call("DeviceLost", e.getMessage(), null);
        }
        if (!(problem instanceof EngineException e)) return null;
        var error = handles.python("error").call(e.pythonType(), e.getMessage(), e.note());
        if (e.conflict() != null) explain(error, e.conflict());
        return error;
    }

    /// Adds a note: what changed the saved tensor, and what had saved it.
    private void explain(PyObject error, Conflict conflict) {
        var change = conflict.change();
        var operator = change == null ? null : change.operator();
        handles.python("explain")
                .call(
                        error,
                        handles.of(conflict.tensor()),
                        operator == null ? null : operator.name(),
                        change == null ? 0 : change.line(),
                        conflict.saver().name(),
                        conflict.saver().line());
    }
}
