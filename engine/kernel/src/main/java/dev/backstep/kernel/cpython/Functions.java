package dev.backstep.kernel.cpython;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Functions and methods of Python's that Java computes. All are objects of one type, which is called without a tuple
/// (vectorcall): the number of the function is in the object.
public final class Functions {
    private static final int CALL_AT = 16;
    private static final int NUMBER_AT = 24;
    private static final int SIZE = 32;

    /// The bit of the number of arguments that says that the place before them may be used.
    private static final long OFFSET_BIT = 1L << 63;

    private static Native[] functions = new Native[1024];
    private static final List<String> NAMES = new ArrayList<>();
    private static long functionType;
    private static long methodType;
    private static long stub;

    /// A function on addresses: the fast form.
    public interface Native {
        /// @param arguments where the addresses of the arguments lie; those by name come last
        /// @param count of the arguments by position
        /// @param names a tuple of the names of the others, or 0
        /// @return a new reference
        /// @throws Throwable anything; Python gets it as an error
        long call(long arguments, int count, long names) throws Throwable;
    }

    /// A function on objects: the convenient form.
    @FunctionalInterface
    public interface Function {
        /// @return anything that [PyObject#of] takes
        @Nullable
        Object call(PyObject... arguments);
    }

    /// A function that takes arguments by name.
    @FunctionalInterface
    public interface Keywords {
        /// @param arguments those by name last
        /// @param names of the last arguments
        @Nullable
        Object call(PyObject[] arguments, List<String> names);
    }

    private Functions() {}

    public static PyObject of(String name, Function function) {
        return of(name, new Positional(name, function));
    }

    public static PyObject withKeywords(String name, Keywords function) {
        return of(name, new Named(function));
    }

    /// A new function object. As an attribute of a class it stays a function, as built-in functions do.
    public static PyObject of(String name, Native function) {
        if (stub == 0) {
            makeTypes();
        }
        int number = NAMES.size();
        NAMES.add(name);
        if (number == functions.length) {
            functions = Arrays.copyOf(functions, 2 * number);
        }
        functions[number] = function;
        return make(functionType, number);
    }

    /// A function that does what another one does, unless a check refuses it.
    ///
    /// @param check of the arguments by position; throws to refuse
    public static PyObject guarded(String name, PyObject original, Consumer<PyObject[]> check) {
        var kept = PyRef.forever(original);
        return of(name, (arguments, count, names) -> {
            try (var scope = Scope.open()) {
                check.accept(objects(arguments, count));
            }
            return Errors.checked(Api.call(kept.get().address(), arguments, count, names));
        });
    }

    /// The same function as a method: as an attribute of a class it takes the object as its first argument.
    public static PyObject method(PyObject function) {
        return make(methodType, number(function));
    }

    private static int number(PyObject function) {
        long type = Api.typeOf(function.address());
        if (type != functionType && type != methodType) {
            throw PyException.of("TypeError", "expected a function of torch, but got " + function.typeName());
        }
        return (int) Memory.getLong(function.address() + NUMBER_AT);
    }

    private static PyObject make(long type, int number) {
        long made = Errors.checked(Api.allocate(type));
        Memory.setLong(made + CALL_AT, stub);
        Memory.setLong(made + NUMBER_AT, number);
        return PyObject.owned(made);
    }

    /// What computes a function that [#of] made.
    public static Native behind(PyObject function) {
        return functions[number(function)];
    }

    private static void makeTypes() {
        stub = Library.stub(Library.method(Functions.class, "call", 4));
        long bind = Library.stub(Library.method(Functions.class, "bind", 3));
        long name = Library.stub(Library.method(Functions.class, "name", 2));
        functionType = type("torch._C.Function", name).make(0);
        methodType = type("torch._C.Method", name)
                .slot(TypeSpec.TP_DESCR_GET, bind)
                .boundByCalls()
                .make(0);
    }

    private static TypeSpec type(String name, long getName) {
        return new TypeSpec(name, SIZE)
                .internal()
                .callable(CALL_AT)
                .attribute("__name__", getName, 0, 0)
                .attribute("__qualname__", getName, 0, 0)
                .attribute("__doc__", getName, 0, 1)
                .attribute("__module__", getName, 0, 2);
    }

    // Called by Python

    static long call(long callable, long arguments, long count, long names) {
        try {
            Calls.enter();
            return functions[(int) Memory.getLong(callable + NUMBER_AT)].call(
                    arguments, (int) (count & ~OFFSET_BIT), names);
        } catch (Throwable e) {
            Errors.raise(e);
            return 0;
        } finally {
            Calls.leave();
        }
    }

    /// The function as a method of an object.
    static long bind(long function, long self, long owner) {
        return self == 0 || self == Api.NONE ? Api.newRef(function) : Api.boundMethod(function, self);
    }

    static long name(long function, long which) {
        try {
            int number = (int) Memory.getLong(function + NUMBER_AT);
            return PyObject.reference(which == 0 ? NAMES.get(number) : which == 1 ? null : "torch");
        } catch (Throwable e) {
            Errors.raise(e);
            return 0;
        }
    }

    private static PyObject[] objects(long arguments, int count) {
        var objects = new PyObject[count];
        for (int i = 0; i < count; i++) {
            objects[i] = PyObject.borrowed(Raw.argument(arguments, i));
        }
        return objects;
    }

    private record Positional(String name, Function function) implements Native {
        @Override
        public long call(long arguments, int count, long names) {
            if (names != 0) {
                throw PyException.of("TypeError", name + "() takes no keyword arguments");
            }
            var locals = Locals.current();
            int mark = locals.enter();
            try {
                return PyObject.reference(function.call(objects(arguments, count)));
            } catch (ArrayIndexOutOfBoundsException e) {
                if (!String.valueOf(e.getMessage()).endsWith(" for length " + count)) {
                    throw e;
                }
                throw PyException.of("TypeError", "%s() got too few arguments (%d given)".formatted(name, count));
            } finally {
                locals.leave(mark);
            }
        }
    }

    private record Named(Keywords function) implements Native {
        @Override
        public long call(long arguments, int count, long names) {
            var locals = Locals.current();
            int mark = locals.enter();
            try {
                var named = names == 0 ? List.<String>of() : Raw.names(names);
                return PyObject.reference(function.call(objects(arguments, count + named.size()), named));
            } finally {
                locals.leave(mark);
            }
        }
    }
}
