package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Python object as Java sees it during one call from Python. To keep it for longer, make a [PyRef].
///
/// Methods that ask Python throw [PyException].
public final class PyObject {
    private final long address;

    private PyObject(long address) {
        this.address = address;
    }

    /// An object that somebody else holds.
    public static PyObject borrowed(long address) {
        return new PyObject(address);
    }

    /// An object whose reference is given back with the present call.
    ///
    /// @param reference taken over
    public static PyObject owned(long reference) {
        Locals.current().add(reference);
        return new PyObject(reference);
    }

    /// A result of the C API: [#owned], unless it is an error.
    static PyObject result(long reference) {
        return owned(Errors.checked(reference));
    }

    public long address() {
        return address;
    }

    /// A reference more, for whoever takes it.
    long newReference() {
        return Api.newRef(address);
    }

    // Made from Java

    public static PyObject none() {
        return new PyObject(Api.NONE);
    }

    /// The Python form of null, a Boolean, a Number, a String, bytes, a Collection (a list), a [PyObject] or [PyRef];
    /// anything else is wrapped ([Peers#opaque]).
    public static PyObject of(@Nullable Object value) {
        return value instanceof PyObject object ? object : owned(reference(value));
    }

    /// [#of] as a new reference.
    static long reference(@Nullable Object value) {
        return switch (value) {
            case null -> Api.NONE;
            case PyObject object -> object.newReference();
            case PyRef reference -> reference.get().newReference();
            case Boolean b -> b ? Api.TRUE : Api.FALSE;
            case Integer i -> Errors.checked(Api.ofLong(i));
            case Long l -> Errors.checked(Api.ofLong(l));
            case Double d -> Errors.checked(Api.ofDouble(d));
            case Float f -> Errors.checked(Api.ofDouble(f));
            case String text -> Api.ofText(text);
            case byte[] bytes -> Api.ofBytes(bytes);
            case Collection<?> elements -> listReference(elements);
            default -> Peers.opaque(value);
        };
    }

    public static PyObject tuple(@Nullable Object... elements) {
        var made = result(Api.newTuple(elements.length));
        long tuple = made.address;
        for (int i = 0; i < elements.length; i++) {
            Api.setTupleItem(tuple, i, reference(elements[i]));
        }
        return made;
    }

    public static PyObject tuple(int[] elements) {
        var made = result(Api.newTuple(elements.length));
        for (int i = 0; i < elements.length; i++) {
            Api.setTupleItem(made.address, i, Errors.checked(Api.ofLong(elements[i])));
        }
        return made;
    }

    public static PyObject list(Collection<?> elements) {
        return result(listReference(elements));
    }

    private static long listReference(Collection<?> elements) {
        long list = Errors.checked(Api.newList(elements.size()));
        int i = 0;
        for (Object element : elements) {
            Api.setListItem(list, i++, reference(element));
        }
        return list;
    }

    // What it is

    public boolean isNone() {
        return address == Api.NONE;
    }

    public boolean isEllipsis() {
        return address == Api.ELLIPSIS;
    }

    public boolean isSlice() {
        return Api.typeOf(address) == Api.SLICE;
    }

    public boolean isBoolean() {
        return Api.typeOf(address) == Api.BOOL;
    }

    /// Whether it is an `int`, which in Python a `bool` is too, but not here.
    public boolean isInt() {
        long type = Api.typeOf(address);
        return type == Api.LONG || type != Api.BOOL && has(type, Api.LONG_SUBCLASS);
    }

    public boolean isFloat() {
        long type = Api.typeOf(address);
        return type == Api.FLOAT || Api.isSubtype(type, Api.FLOAT);
    }

    /// Whether it is an `int` or a `float`.
    public boolean isNumber() {
        return isInt() || isFloat();
    }

    public boolean isText() {
        long type = Api.typeOf(address);
        return type == Api.TEXT || has(type, Api.TEXT_SUBCLASS);
    }

    public boolean isBytes() {
        return has(Api.typeOf(address), Api.BYTES_SUBCLASS);
    }

    public boolean isTuple() {
        return has(Api.typeOf(address), Api.TUPLE_SUBCLASS);
    }

    public boolean isList() {
        return has(Api.typeOf(address), Api.LIST_SUBCLASS);
    }

    /// Whether it has elements by number: lists, tuples, ranges, arrays; but texts, bytes and dicts do not count.
    public boolean isSequence() {
        long type = Api.typeOf(address);
        if (type == Api.LIST || type == Api.TUPLE) {
            return true;
        }
        return !has(type, Api.TEXT_SUBCLASS | Api.BYTES_SUBCLASS | Api.DICT_SUBCLASS | Api.TYPE_SUBCLASS)
                && Api.isSequence(address);
    }

    public boolean isType() {
        return has(Api.typeOf(address), Api.TYPE_SUBCLASS);
    }

    public boolean isDict() {
        return has(Api.typeOf(address), Api.DICT_SUBCLASS);
    }

    /// Whether it has `__index__`.
    public boolean hasIndex() {
        return Api.hasIndex(address);
    }

    /// Whether it has `__float__`, `__int__` or `__index__`.
    public boolean isNumberLike() {
        return Api.isNumberLike(address);
    }

    private static boolean has(long type, long flags) {
        return (Api.typeFlags(type) & flags) != 0;
    }

    /// The Java object that it stands for, or null.
    public @Nullable Object target() {
        return Peers.target(address);
    }

    /// The name of its type.
    public String typeName() {
        return typeNameOf(Api.typeOf(address));
    }

    /// A type's name.
    public String nameOfType() {
        return typeNameOf(address);
    }

    private static String typeNameOf(long type) {
        return result(Api.typeName(type)).asText();
    }

    // Its value

    /// Of an `int`, or of what has `__index__`.
    ///
    /// @throws PyException OverflowError if it has more than 64 bits; TypeError if it is no number
    public long asLong() {
        if (!isInteger()) {
            return index().asLong();
        }
        long value = Api.asLong(address);
        if (value == -1 && Api.overflowed()) {
            throw PyException.of("OverflowError", "int too big to convert");
        }
        if (value == -1 && Api.errorOccurred()) {
            throw Errors.raised();
        }
        return value;
    }

    /// Whether it is an `int`, in Python's sense: then its value can be asked for without running Python code.
    private boolean isInteger() {
        return has(Api.typeOf(address), Api.LONG_SUBCLASS);
    }

    /// Whether an `int`, or what has `__index__`, has at most 64 bits, its sign included.
    public boolean fitsInLong() {
        return isInteger() ? Api.asLong(address) != -1 || !Api.overflowed() : index().fitsInLong();
    }

    /// Of an `int`, or of what has `__index__`; if it does not fit, the nearest that does.
    public long asNearestLong() {
        if (!isInteger()) {
            return index().asNearestLong();
        }
        long value = Api.asLong(address);
        return value == -1 && Api.overflowed() ? Api.overflow() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE : value;
    }

    public int asInt() {
        return Math.toIntExact(asLong());
    }

    public BigInteger asBigInteger() {
        return new BigInteger(str());
    }

    /// Of a `float` or an `int`, or of what has `__float__` or `__index__`.
    public double asDouble() {
        if (!isNumber()) {
            return toFloat().asDouble();
        }
        double value = Api.asDouble(address);
        if (value == -1 && Api.errorOccurred()) {
            throw Errors.raised();
        }
        return value;
    }

    /// Of a `bool`; of anything else whether it counts as true.
    public boolean asBoolean() {
        return address == Api.TRUE || address != Api.FALSE && Errors.checked(Api.isTrue(address)) != 0;
    }

    public String asText() {
        return Api.text(address);
    }

    /// The bytes of a `bytes` or anything else with a buffer.
    public byte[] asBytes() {
        if (has(Api.typeOf(address), Api.BYTES_SUBCLASS)) {
            return Api.bytes(address);
        }
        return Api.bytes(result(Api.toBytes(address)).address);
    }

    /// The text of a `bytes` that names a file.
    public String asFileName() {
        return new String(Api.bytes(address), StandardCharsets.UTF_8);
    }

    /// `operator.index(self)`.
    public PyObject index() {
        return result(Api.index(address));
    }

    /// `float(self)`.
    public PyObject toFloat() {
        return result(Api.toFloat(address));
    }

    public String str() {
        return result(Api.str(address)).asText();
    }

    // Its elements

    /// Of a tuple or a list.
    ///
    /// @throws PyException TypeError if it is neither
    public int size() {
        return isTuple() ? Api.tupleSize(address) : Api.listSize(list());
    }

    /// Of a tuple or a list.
    ///
    /// @throws PyException TypeError if it is neither; IndexError if it is not so long
    public PyObject get(int index) {
        if (isTuple()) {
            return borrowed(Errors.checked(Api.tupleItem(address, index)));
        }
        // Python code may take it out of the list while it is looked at.
        return owned(Api.newRef(Errors.checked(Api.listItem(list(), index))));
    }

    private long list() {
        if (!isList()) {
            throw PyException.of("TypeError", "expected a list or a tuple, but got " + typeName());
        }
        return address;
    }

    /// Of any iterable; as a copy, so that it stays what it is while Python runs.
    public List<PyObject> elements() {
        var tuple = Api.typeOf(address) == Api.TUPLE ? this : result(Api.toTuple(address));
        int count = Api.tupleSize(tuple.address);
        var elements = new ArrayList<PyObject>(count);
        for (int i = 0; i < count; i++) {
            elements.add(borrowed(Api.tupleItem(tuple.address, i)));
        }
        return elements;
    }

    /// The keys and values of a dict, by turns.
    public List<PyObject> entries() {
        var entries = new ArrayList<PyObject>();
        try (var arena = Arena.ofConfined()) {
            var place = arena.allocate(JAVA_LONG, 3);
            while (Api.nextDictItem(address, place)) {
                entries.add(borrowed(place.get(JAVA_LONG, 8)));
                entries.add(borrowed(place.get(JAVA_LONG, 16)));
            }
        }
        return entries;
    }

    /// The value that a dict has under a text, or null.
    public @Nullable PyObject item(String key) {
        long found = Api.dictItem(address, of(key).address);
        if (found == 0 && Api.errorOccurred()) {
            throw Errors.raised();
        }
        return found == 0 ? null : borrowed(found);
    }

    // What can be done with it

    /// An attribute, or null.
    public @Nullable PyObject attribute(String name) {
        long found = Api.attribute(address, Names.of(name));
        return found == 0 ? null : owned(found);
    }

    public void setAttribute(String name, @Nullable Object value) {
        Errors.checked(Api.setAttribute(address, Names.of(name), of(value).address));
    }

    /// Calls it with the Python forms of these ([#of]).
    public PyObject call(@Nullable Object... arguments) {
        return owned(callForReference(arguments));
    }

    private long callForReference(@Nullable Object... arguments) {
        var locals = Locals.current();
        int mark = locals.enter();
        try (var arena = Arena.ofConfined()) {
            var given = arena.allocate(JAVA_LONG, Math.max(1, arguments.length));
            for (int i = 0; i < arguments.length; i++) {
                given.setAtIndex(JAVA_LONG, i, of(arguments[i]).address);
            }
            return Errors.checked(Api.call(address, given, arguments.length));
        } finally {
            locals.leave(mark);
        }
    }

    /// Calls an attribute.
    public PyObject callMethod(String name, @Nullable Object... arguments) {
        var method = attribute(name);
        if (method == null) {
            throw PyException.of("AttributeError", "'%s' object has no attribute '%s'".formatted(typeName(), name));
        }
        return method.call(arguments);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyObject object && object.address == address;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(address);
    }

    @Override
    public String toString() {
        return "PyObject at " + Long.toHexString(address);
    }
}
