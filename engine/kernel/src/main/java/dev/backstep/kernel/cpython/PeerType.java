package dev.backstep.kernel.cpython;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/// Makes a type whose objects stand for Java ones and whose operators and attributes Java computes. Objects are
/// addresses here, results are new references: these are the paths where a nanosecond counts.
public final class PeerType {
    private static final MethodHandle BINARY = Library.method(PeerType.class, "binary", Binary.class, 2);
    private static final MethodHandle TERNARY = Library.method(PeerType.class, "ternary", Binary.class, 3);
    private static final MethodHandle UNARY = Library.method(PeerType.class, "unary", Unary.class, 1);
    private static final MethodHandle COMPARISON = Library.method(PeerType.class, "comparison", Comparison.class, 3);
    private static final MethodHandle ASSIGNMENT = Library.method(PeerType.class, "assignment", Assignment.class, 3);
    private static final MethodHandle LENGTH = Library.method(PeerType.class, "length", Length.class, 1);
    private static final MethodHandle GETTER = Library.method(PeerType.class, "getter", Unary.class, 2);
    private static final MethodHandle SETTER = Library.method(PeerType.class, "setter", Setter.class, 3);

    private final TypeSpec spec;

    /// An operator's slot of a type.
    public enum Slot {
        ADD(7),
        AND(8),
        FLOOR_DIVIDE(12),
        IN_PLACE_ADD(14),
        IN_PLACE_AND(15),
        IN_PLACE_FLOOR_DIVIDE(16),
        IN_PLACE_LEFT_SHIFT(17),
        IN_PLACE_MULTIPLY(18),
        IN_PLACE_OR(19),
        IN_PLACE_POWER(20, true),
        IN_PLACE_REMAINDER(21),
        IN_PLACE_RIGHT_SHIFT(22),
        IN_PLACE_SUBTRACT(23),
        IN_PLACE_TRUE_DIVIDE(24),
        IN_PLACE_XOR(25),
        LEFT_SHIFT(28),
        MULTIPLY(29),
        OR(31),
        POWER(33, true),
        REMAINDER(34),
        RIGHT_SHIFT(35),
        SUBTRACT(36),
        TRUE_DIVIDE(37),
        XOR(38),
        MATRIX_MULTIPLY(75);

        private final int number;
        private final boolean ternary;

        Slot(int number) {
            this(number, false);
        }

        Slot(int number, boolean ternary) {
            this.number = number;
            this.ternary = ternary;
        }
    }

    /// Of two operands; one of them is of the type. May answer [#notImplemented].
    public interface Binary {
        long call(long a, long b) throws Throwable;
    }

    public interface Unary {
        long call(long self) throws Throwable;
    }

    public interface Comparison {
        /// @param operator 0 to 5: `<`, `<=`, `==`, `!=`, `>`, `>=`
        long call(long a, long b, int operator) throws Throwable;
    }

    public interface Assignment {
        /// @param value 0 to delete
        void call(long self, long key, long value) throws Throwable;
    }

    public interface Length {
        long of(long self) throws Throwable;
    }

    public interface Setter {
        /// @param value 0 to delete
        void set(long self, long value) throws Throwable;
    }

    /// @param name with its module
    public PeerType(String name) {
        spec = new TypeSpec(name, Peers.BASIC_SIZE).extensible();
    }

    /// What an operator answers that does not know the other operand.
    public static long notImplemented() {
        return Api.NOT_IMPLEMENTED;
    }

    public PeerType operator(Slot slot, Binary operator) {
        long stub = slot.ternary ? stub(TERNARY, operator) : stub(BINARY, operator);
        spec.slot(slot.number, stub);
        return this;
    }

    public PeerType comparison(Comparison comparison) {
        spec.slot(TypeSpec.TP_RICHCOMPARE, stub(COMPARISON, comparison));
        return this;
    }

    /// `hash(self)` by identity: a type with comparisons has none otherwise.
    public PeerType hashedByIdentity() {
        spec.slot(TypeSpec.TP_HASH, Library.address("PyObject_GenericHash"));
        return this;
    }

    public PeerType negation(Unary operator) {
        spec.slot(TypeSpec.NB_NEGATIVE, stub(UNARY, operator));
        return this;
    }

    public PeerType subscript(Binary get, Assignment set) {
        spec.slot(TypeSpec.MP_SUBSCRIPT, stub(BINARY, get));
        spec.slot(TypeSpec.MP_ASS_SUBSCRIPT, stub(ASSIGNMENT, set));
        return this;
    }

    public PeerType length(Length length) {
        spec.slot(TypeSpec.MP_LENGTH, stub(LENGTH, length));
        return this;
    }

    /// An attribute that cannot be set.
    public PeerType attribute(String name, Unary getter) {
        spec.attribute(name, stub(GETTER, getter), 0, 0);
        return this;
    }

    public PeerType attribute(String name, Unary getter, Setter setter) {
        spec.attribute(name, stub(GETTER, getter), stub(SETTER, setter), 0);
        return this;
    }

    /// The type, for as long as the process lives.
    public PyObject make() {
        return PyObject.borrowed(spec.make(Peers.base()));
    }

    private static long stub(MethodHandle method, Object function) {
        return Library.stub(MethodHandles.insertArguments(method, 0, function));
    }

    // Called by Python

    static long binary(Binary operator, long a, long b) {
        try {
            Calls.enter();
            return operator.call(a, b);
        } catch (Throwable e) {
            Errors.raise(e);
            return 0;
        } finally {
            Calls.leave();
        }
    }

    /// `pow(a, b, modulus)`; tensors know no modulus.
    static long ternary(Binary operator, long a, long b, long modulus) {
        return modulus == Api.NONE ? binary(operator, a, b) : Api.NOT_IMPLEMENTED;
    }

    static long unary(Unary operator, long self) {
        try {
            Calls.enter();
            return operator.call(self);
        } catch (Throwable e) {
            Errors.raise(e);
            return 0;
        } finally {
            Calls.leave();
        }
    }

    static long comparison(Comparison comparison, long a, long b, long operator) {
        try {
            Calls.enter();
            return comparison.call(a, b, (int) operator);
        } catch (Throwable e) {
            Errors.raise(e);
            return 0;
        } finally {
            Calls.leave();
        }
    }

    static long assignment(Assignment assignment, long self, long key, long value) {
        try {
            Calls.enter();
            assignment.call(self, key, value);
            return 0;
        } catch (Throwable e) {
            Errors.raise(e);
            return -1;
        } finally {
            Calls.leave();
        }
    }

    static long length(Length length, long self) {
        try {
            Calls.enter();
            return length.of(self);
        } catch (Throwable e) {
            Errors.raise(e);
            return -1;
        } finally {
            Calls.leave();
        }
    }

    static long getter(Unary getter, long self, long unused) {
        return unary(getter, self);
    }

    static long setter(Setter setter, long self, long value, long unused) {
        try {
            Calls.enter();
            setter.set(self, value);
            return 0;
        } catch (Throwable e) {
            Errors.raise(e);
            return -1;
        } finally {
            Calls.leave();
        }
    }
}
