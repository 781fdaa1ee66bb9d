package dev.backstep.kernel.binding;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Conflict;
import dev.backstep.engine.backend.DeviceLostException;
import dev.backstep.engine.ops.OperatorInfo;
import dev.backstep.engine.ops.OperatorTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/// The Java half of the package `torch`: an object whose members are functions, which `torch/_C.py` takes over.
///
/// It serves one context, which must allow access to host arrays and lists. The package registers its constructors here
/// when it is imported.
public final class TorchBinding implements ProxyObject {
    private final Engine engine;
    private final Handles handles = new Handles();
    private final Map<String, Callable> functions = new LinkedHashMap<>();
    private final Map<String, @Nullable Callable> operators = new HashMap<>();
    private final SessionApi session;
    private @Nullable DeviceLostException lost;

    public TorchBinding(Engine engine) {
        this.engine = engine;
        session = new SessionApi(engine, handles);
        session.install(this::define);
        new TensorApi(engine, handles, session).install(this::define);
        new DataApi(engine, handles).install(this::define);
        new AutogradApi(engine, handles).install(this::define);
        new ProfilerApi(engine, handles).install(this::define);
        define("names", a -> ProxyArray.fromList(List.copyOf(functions.keySet())));
        define("register", a -> {
            handles.register(a[0], a[1]);
            return null;
        });
        define("methods", a -> methods());
        define("function", a -> operator(a[0].asString(), Place.ANY));
        define("torch_function", a -> operator(a[0].asString(), Place.TORCH));
        define("function_names", a -> handles.list(functionNames()));
        define("call", a -> {
            var callable = operator(a[0].asString(), Place.ANY);
            if (callable == null) throw EngineException.notImplemented("no operator aten::" + a[0].asString());
            return callable.execute(java.util.Arrays.copyOfRange(a, 1, a.length));
        });
        define("call_with_keywords", this::callWithKeywords);
        define("binary", a -> new Callable(new BinaryOperator(engine, handles, a[0].asString())));
    }

    /// Everything that a program may have changed as in a new process.
    ///
    /// @param seed for the default generator; null for the one that it starts with
    /// @param device where new tensors go
    public void startRun(@Nullable Long seed, Device device) {
        lost = null;
        session.reset(seed, device);
    }

    /// The GPU that was lost since the run started, if any.
    public @Nullable DeviceLostException lost() {
        return lost;
    }

    /// The tensor that a Python object stands for; null if it is no tensor.
    public @Nullable Tensor tensorOf(Value value) {
        return handles.tensorOrNull(value);
    }

    private void define(String name, Function function) {
        functions.put(name, new Callable(function));
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
            found.add(ProxyArray.fromArray(name, operator(name, Place.METHOD)));
        }
        return ProxyArray.fromList(found);
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
    private @Nullable Callable operator(String name, Place place) {
        return operators.computeIfAbsent(place + name, key -> {
            var all = OperatorTable.named(name);
            var overloads = all.stream().filter(place::has).toList();
            if (overloads.isEmpty() && place == Place.ANY) overloads = all;
            boolean method = place == Place.METHOD;
            return overloads.isEmpty() ? null : new Callable(new Overloads(engine, handles, name, method, overloads));
        });
    }

    /// Arguments: the function, the names of the last values as a tuple, all values.
    private @Nullable Object callWithKeywords(Value... a) {
        var names = new ArrayList<String>();
        for (long i = 0; i < a[1].getArraySize(); i++)
            names.add(a[1].getArrayElement(i).asString());
        Callable callable = a[0].asProxyObject();
        Value[] values = java.util.Arrays.copyOfRange(a, 2, a.length);
        if (callable.function instanceof Overloads overloads) return overloads.call(names, values);
        throw EngineException.type("this function takes no keyword arguments");
    }

    /// A function as Python sees it: errors of the engine become Python's.
    private final class Callable implements ProxyExecutable {
        private final Function function;

        private Callable(Function function) {
            this.function = function;
        }

        @Override
        public Object execute(Value... arguments) {
            try {
                Object result = function.call(arguments);
                return result == null && handles.isRegistered() ? handles.none() : result;
            } catch (DeviceLostException e) {
                lost = e;
                return raise("DeviceLost", e.getMessage(), null);
            } catch (EngineException e) {
                if (e.conflict() != null) explain(e, e.conflict());
                return raise(e.pythonType(), e.getMessage(), e.note());
            } catch (IllegalArgumentException
                    | IllegalStateException
                    | IndexOutOfBoundsException
                    | NullPointerException
                    | ClassCastException
                    | ArrayStoreException
                    | ArithmeticException
                    | NegativeArraySizeException
                    | UnsupportedOperationException e) {
                // A fault of ours: the program may catch it like any error, and we want to see where it is from.
                var place = e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
                return raise("RuntimeError", "internal error of Backstep: " + e + place, null);
            }
        }

        /// Raises the error with a note: what changed the saved tensor, and what had saved it.
        private void explain(EngineException e, Conflict conflict) {
            var change = conflict.change();
            var operator = change == null ? null : change.operator();
            handles.python("raise")
                    .execute(
                            e.pythonType(),
                            e.getMessage(),
                            handles.of(conflict.tensor()),
                            operator == null ? handles.none() : operator.name(),
                            change == null ? 0 : change.line(),
                            conflict.saver().name(),
                            conflict.saver().line());
        }

        private Object raise(String type, String message, @Nullable String note) {
            if (note == null) handles.python("raise").execute(type, message);
            else handles.python("raise_with_note").execute(type, message, note);
            throw new IllegalStateException("not raised: " + message);
        }
    }

    // As an object with members

    @Override
    public Object getMember(String key) {
        return functions.get(key);
    }

    @Override
    public Object getMemberKeys() {
        return ProxyArray.fromList(List.copyOf(functions.keySet()));
    }

    @Override
    public boolean hasMember(String key) {
        return functions.containsKey(key);
    }

    @Override
    public void putMember(String key, Value value) {
        throw new UnsupportedOperationException("the binding's functions are fixed");
    }
}
