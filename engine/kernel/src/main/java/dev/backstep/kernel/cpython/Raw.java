package dev.backstep.kernel.cpython;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects by address, without an object of Java's for each: for the calls where a nanosecond counts. Everything is
/// borrowed, unless it says that it is a new reference.
public final class Raw {
    /// The kinds of Python objects that arguments are told apart by.
    public static final int OTHER = 0;

    public static final int PEER = 1;
    public static final int NONE = 2;
    public static final int BOOL = 3;
    public static final int INT = 4;
    public static final int FLOAT = 5;
    public static final int TUPLE = 6;
    public static final int LIST = 7;

    private static final long PAIR = Arena.global().allocate(16, 8).address();

    private Raw() {}

    /// What an object is; objects of subclasses of Python's types are [#OTHER].
    public static int kind(long object) {
        long type = Api.typeOf(object);
        if (type == Api.FLOAT) {
            return FLOAT;
        }
        if (type == Api.LONG) {
            return INT;
        }
        if (Kinds.isPeer(type)) {
            return PEER;
        }
        if (object == Api.NONE) {
            return NONE;
        }
        return type == Api.BOOL ? BOOL : type == Api.TUPLE ? TUPLE : type == Api.LIST ? LIST : OTHER;
    }

    /// The Java object that an object stands for, or null.
    public static @Nullable Object target(long object) {
        return Peers.target(object);
    }

    public static boolean isTrue(long bool) {
        return bool == Api.TRUE;
    }

    /// Of an [#INT]; see [#overflowed].
    public static long asLong(long object) {
        return Api.asLong(object);
    }

    /// Whether the last [#asLong] was of a number with more than 64 bits.
    public static boolean overflowed() {
        return Api.overflowed();
    }

    /// Of a [#FLOAT].
    public static double asDouble(long object) {
        return Api.asDouble(object);
    }

    /// Where two addresses lie side by side, until the next such call.
    public static long pair(long first, long second) {
        Memory.setLong(PAIR, first);
        Memory.setLong(PAIR + 8, second);
        return PAIR;
    }

    public static long argument(long arguments, int index) {
        return Memory.getLong(arguments + 8L * index);
    }

    /// A new reference to a result, as [PyObject#of] has it.
    public static long reference(@Nullable Object value) {
        return PyObject.reference(value);
    }

    /// A new reference.
    public static long ofLong(long value) {
        return Api.ofLong(value);
    }

    /// A new reference.
    public static long ofDouble(double value) {
        return Api.ofDouble(value);
    }

    /// A new reference.
    public static long ofBoolean(boolean value) {
        return value ? Api.TRUE : Api.FALSE;
    }

    /// A new reference.
    public static long none() {
        return Api.NONE;
    }

    /// The object, with a reference more.
    public static long newReference(long object) {
        return Api.newRef(object);
    }

    /// How many elements a [#TUPLE] has.
    public static int tupleSize(long tuple) {
        return Api.tupleSize(tuple);
    }

    public static long tupleItem(long tuple, int index) {
        return Api.tupleItem(tuple, index);
    }

    /// The Python text of a name. Python keeps a name once, so equal names have the same address.
    public static long name(String name) {
        return Names.of(name);
    }

    /// The text of a name.
    public static String text(long name) {
        return Names.of(name);
    }

    /// The names of arguments.
    ///
    /// @param names a tuple
    public static List<String> names(long names) {
        var list = new ArrayList<String>();
        for (int i = 0; i < Api.tupleSize(names); i++) {
            list.add(Names.of(Api.tupleItem(names, i)));
        }
        return list;
    }

    /// A new reference to the object of a slot; 0 if it is gone.
    public static long reference(Peers.Slot slot) {
        return slot.newReference();
    }

    /// A new object for a Java one, and its slot, whose object has one reference.
    public static Peers.Slot make(Object target, long type) {
        return Peers.make(target, type, type);
    }

    /// The reference that came with a new object.
    public static long firstReference(Peers.Slot slot) {
        return slot.firstReference();
    }
}
