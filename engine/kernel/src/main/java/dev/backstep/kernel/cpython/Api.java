package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// The functions of the C API that we use, under their own names. Objects are addresses; 0 is an error that Python
/// remembers, as in C. Those marked `leaf` neither run Python code nor call Java.
final class Api {
    private static final MethodHandle INC_REF = Library.leaf("Py_IncRef");
    private static final MethodHandle DEC_REF = Library.function("Py_DecRef");
    private static final MethodHandle GENERIC_ALLOC = Library.leaf("PyType_GenericAlloc");
    private static final MethodHandle TYPE_FLAGS = Library.leaf("PyType_GetFlags");
    private static final MethodHandle IS_SUBTYPE = Library.leaf("PyType_IsSubtype");
    private static final MethodHandle TYPE_FROM_SPEC = Library.function("PyType_FromSpecWithBases");
    private static final MethodHandle TYPE_GET_NAME = Library.function("PyType_GetName");

    private static final MethodHandle LONG_AS_LONG = Library.leaf("PyLong_AsLongLongAndOverflow");
    private static final MethodHandle LONG_FROM_LONG = Library.leaf("PyLong_FromLongLong");
    private static final MethodHandle FLOAT_AS_DOUBLE = Library.leafToDouble("PyFloat_AsDouble");
    private static final MethodHandle FLOAT_FROM_DOUBLE = Library.leafOfDouble("PyFloat_FromDouble");
    private static final MethodHandle NUMBER_INDEX = Library.function("PyNumber_Index");
    private static final MethodHandle NUMBER_FLOAT = Library.function("PyNumber_Float");
    private static final MethodHandle INDEX_CHECK = Library.leaf("PyIndex_Check");
    private static final MethodHandle NUMBER_CHECK = Library.leaf("PyNumber_Check");

    private static final MethodHandle TEXT_AS_UTF8 = Library.leaf("PyUnicode_AsUTF8AndSize");
    private static final MethodHandle TEXT_ENCODED = Library.function("PyUnicode_AsEncodedString");
    private static final MethodHandle TEXT_DECODED = Library.function("PyUnicode_DecodeUTF8");
    private static final MethodHandle INTERNED = Library.function("PyUnicode_InternFromString");
    private static final MethodHandle BYTES_NEW = Library.function("PyBytes_FromStringAndSize");
    private static final MethodHandle BYTES_DATA = Library.leaf("PyBytes_AsString");
    private static final MethodHandle BYTES_SIZE = Library.leaf("PyBytes_Size");
    private static final MethodHandle BYTES_FROM = Library.function("PyBytes_FromObject");

    private static final MethodHandle TUPLE_NEW = Library.leaf("PyTuple_New");
    private static final MethodHandle TUPLE_SIZE = Library.leaf("PyTuple_Size");
    private static final MethodHandle TUPLE_GET = Library.leaf("PyTuple_GetItem");
    private static final MethodHandle TUPLE_SET = Library.leaf("PyTuple_SetItem");
    private static final MethodHandle LIST_NEW = Library.leaf("PyList_New");
    private static final MethodHandle LIST_SIZE = Library.leaf("PyList_Size");
    private static final MethodHandle LIST_GET = Library.leaf("PyList_GetItem");
    private static final MethodHandle LIST_SET = Library.leaf("PyList_SetItem");
    private static final MethodHandle SEQUENCE_CHECK = Library.leaf("PySequence_Check");
    private static final MethodHandle SEQUENCE_TUPLE = Library.function("PySequence_Tuple");

    private static final MethodHandle DICT_GET = Library.function("PyDict_GetItemWithError");
    private static final MethodHandle DICT_SET = Library.function("PyDict_SetItem");
    private static final MethodHandle DICT_NEXT = Library.leaf("PyDict_Next");

    private static final MethodHandle MAPPING_GET = Library.function("PyMapping_GetOptionalItem");
    private static final MethodHandle GET_ATTRIBUTE = Library.function("PyObject_GetOptionalAttr");
    private static final MethodHandle SET_ATTRIBUTE = Library.function("PyObject_SetAttr");
    private static final MethodHandle VECTORCALL = Library.function("PyObject_Vectorcall");
    private static final MethodHandle IS_TRUE = Library.function("PyObject_IsTrue");
    private static final MethodHandle STR = Library.function("PyObject_Str");
    private static final MethodHandle METHOD_NEW = Library.function("PyMethod_New");
    private static final MethodHandle MEMORY_VIEW = Library.function("PyMemoryView_FromMemory");

    private static final MethodHandle IMPORT = Library.function("PyImport_Import");
    private static final MethodHandle ADD_MODULE = Library.function("PyImport_AddModuleRef");

    private static final MethodHandle ERROR_OCCURRED = Library.leaf("PyErr_Occurred");
    private static final MethodHandle ERROR_TAKE = Library.function("PyErr_GetRaisedException");
    private static final MethodHandle ERROR_RAISE = Library.function("PyErr_SetRaisedException");
    private static final MethodHandle ERROR_SET = Library.function("PyErr_SetObject");
    private static final MethodHandle ERROR_NONE = Library.function("PyErr_SetNone");
    private static final MethodHandle ERROR_CLEAR = Library.function("PyErr_Clear");
    private static final MethodHandle ERROR_UNRAISABLE = Library.function("PyErr_WriteUnraisable");
    private static final MethodHandle WARN = Library.function("PyErr_WarnEx");
    private static final MethodHandle GIVEN_EXCEPTION_MATCHES = Library.function("PyErr_GivenExceptionMatches");

    /// Where the few results lie that C hands back by address. Only the thread that holds the lock uses it.
    private static final MemorySegment RESULT = Arena.global().allocate(JAVA_LONG, 4);

    private static final long RESULT_AT = RESULT.address();

    static final long NONE = Library.address("_Py_NoneStruct");
    static final long TRUE = Library.address("_Py_TrueStruct");
    static final long FALSE = Library.address("_Py_FalseStruct");
    static final long NOT_IMPLEMENTED = Library.address("_Py_NotImplementedStruct");
    static final long ELLIPSIS = Library.address("_Py_EllipsisObject");
    static final long LONG = Library.address("PyLong_Type");
    static final long FLOAT = Library.address("PyFloat_Type");
    static final long BOOL = Library.address("PyBool_Type");
    static final long TEXT = Library.address("PyUnicode_Type");
    static final long TUPLE = Library.address("PyTuple_Type");
    static final long LIST = Library.address("PyList_Type");
    static final long SLICE = Library.address("PySlice_Type");

    // Bits of PyType_GetFlags
    static final long LONG_SUBCLASS = 1L << 24;
    static final long LIST_SUBCLASS = 1L << 25;
    static final long TUPLE_SUBCLASS = 1L << 26;
    static final long BYTES_SUBCLASS = 1L << 27;
    static final long TEXT_SUBCLASS = 1L << 28;
    static final long DICT_SUBCLASS = 1L << 29;
    static final long TYPE_SUBCLASS = 1L << 31;

    private Api() {}

    /// For what a [MethodHandle] is declared to throw and never does. What our own code threw goes on as it is.
    static AssertionError impossible(Throwable e) {
        switch (e) {
            case Error error -> throw error;
            case RuntimeException ours -> throw ours;
            default -> {
                return new AssertionError(e);
            }
        }
    }

    // Objects

    static long typeOf(long object) {
        return Memory.getLong(object + 8);
    }

    /// Leaf.
    static void incRef(long object) {
        try {
            long unused = (long) INC_REF.invokeExact(object, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// The same object, with a reference more. Leaf.
    static long newRef(long object) {
        incRef(object);
        return object;
    }

    static void decRef(long object) {
        try {
            long unused = (long) DEC_REF.invokeExact(object, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A new object of a type, all zero. Leaf.
    static long allocate(long type) {
        try {
            return (long) GENERIC_ALLOC.invokeExact(type, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static long typeFlags(long type) {
        try {
            return (long) TYPE_FLAGS.invokeExact(type, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static boolean isSubtype(long type, long base) {
        try {
            return (int) (long) IS_SUBTYPE.invokeExact(type, base, 0L, 0L) != 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long newType(long spec, long bases) {
        try {
            return (long) TYPE_FROM_SPEC.invokeExact(spec, bases, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A new text.
    static long typeName(long type) {
        try {
            return (long) TYPE_GET_NAME.invokeExact(type, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// 0 if there is none; else a new reference. An error other than that it is missing is raised.
    static long attribute(long object, long name) {
        try {
            return optional((int) (long) GET_ATTRIBUTE.invokeExact(object, name, RESULT_AT, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// The value that a mapping has under a key: 0 if there is none; else a new reference.
    static long item(long mapping, long key) {
        try {
            return optional((int) (long) MAPPING_GET.invokeExact(mapping, key, RESULT_AT, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static long optional(int found) {
        return Errors.checked(found) == 0 ? 0 : RESULT.get(JAVA_LONG, 0);
    }

    static int setAttribute(long object, long name, long value) {
        try {
            return (int) (long) SET_ATTRIBUTE.invokeExact(object, name, value, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// @param arguments an array of addresses
    static long call(long callable, MemorySegment arguments, long count) {
        try {
            return (long) VECTORCALL.invokeExact(callable, arguments.address(), count, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// @param names a tuple of the names of the last arguments, or 0
    static long call(long callable, long arguments, long count, long names) {
        try {
            return (long) VECTORCALL.invokeExact(callable, arguments, count, names);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int isTrue(long object) {
        try {
            return (int) (long) IS_TRUE.invokeExact(object, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long str(long object) {
        try {
            return (long) STR.invokeExact(object, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long boundMethod(long function, long self) {
        try {
            return (long) METHOD_NEW.invokeExact(function, self, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A memoryview that writes.
    static long memoryView(long address, long bytes) {
        try {
            return (long) MEMORY_VIEW.invokeExact(address, bytes, 0x200L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    // Numbers

    /// Whether the last [#asLong] was of a number that does not fit.
    static boolean overflowed() {
        return RESULT.get(JAVA_INT, 0) != 0;
    }

    /// Whether it was too large (1) or too small (-1).
    static int overflow() {
        return RESULT.get(JAVA_INT, 0);
    }

    /// The value of an `int`; see [#overflowed]. Leaf, for an `int`.
    static long asLong(long object) {
        try {
            return (long) LONG_AS_LONG.invokeExact(object, RESULT_AT, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static long ofLong(long value) {
        try {
            return (long) LONG_FROM_LONG.invokeExact(value, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// The value of a `float`. Leaf.
    static double asDouble(long object) {
        try {
            return (double) FLOAT_AS_DOUBLE.invokeExact(object);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static long ofDouble(double value) {
        try {
            return (long) FLOAT_FROM_DOUBLE.invokeExact(value);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `operator.index(object)`.
    static long index(long object) {
        try {
            return (long) NUMBER_INDEX.invokeExact(object, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `float(object)`.
    static long toFloat(long object) {
        try {
            return (long) NUMBER_FLOAT.invokeExact(object, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static boolean hasIndex(long object) {
        try {
            return (int) (long) INDEX_CHECK.invokeExact(object, 0L, 0L, 0L) != 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Whether it has `__index__`, `__int__` or `__float__`. Leaf.
    static boolean isNumberLike(long object) {
        try {
            return (int) (long) NUMBER_CHECK.invokeExact(object, 0L, 0L, 0L) != 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    // Text and bytes

    static String text(long object) {
        try {
            long utf8 = (long) TEXT_AS_UTF8.invokeExact(object, RESULT_AT, 0L, 0L);
            if (utf8 != 0) {
                return Memory.text(utf8, RESULT.get(JAVA_LONG, 0));
            }
            // Lone surrogates, which no text of Java's UTF-8 can have.
            errorClear();
            long bytes = (long) TEXT_ENCODED.invokeExact(object, UTF8, REPLACE, 0L);
            if (bytes == 0) {
                throw Errors.raised();
            }
            var text = new String(bytes(bytes), StandardCharsets.UTF_8);
            decRef(bytes);
            return text;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final long UTF8 = Memory.permanentText("utf-8");
    private static final long REPLACE = Memory.permanentText("backslashreplace");

    static long ofText(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        try (var arena = Arena.ofConfined()) {
            var copy = arena.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
            return Errors.checked((long) TEXT_DECODED.invokeExact(copy.address(), (long) bytes.length, REPLACE, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A text that is kept once in the process, as names are.
    static long interned(String text) {
        try (var arena = Arena.ofConfined()) {
            return Errors.checked(
                    (long) INTERNED.invokeExact(arena.allocateFrom(text).address(), 0L, 0L, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static byte[] bytes(long object) {
        try {
            var copy = new byte[Math.toIntExact((long) BYTES_SIZE.invokeExact(object, 0L, 0L, 0L))];
            long data = (long) BYTES_DATA.invokeExact(object, 0L, 0L, 0L);
            MemorySegment.copy(Memory.ALL, JAVA_BYTE, data, copy, 0, copy.length);
            return copy;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long ofBytes(byte[] bytes) {
        try (var arena = Arena.ofConfined()) {
            var copy = arena.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
            return Errors.checked((long) BYTES_NEW.invokeExact(copy.address(), (long) bytes.length, 0L, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `bytes(object)`, for anything with a buffer.
    static long toBytes(long object) {
        try {
            return (long) BYTES_FROM.invokeExact(object, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    // Sequences and dicts

    /// Leaf.
    static long newTuple(long size) {
        try {
            return (long) TUPLE_NEW.invokeExact(size, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static int tupleSize(long tuple) {
        try {
            return Math.toIntExact((long) TUPLE_SIZE.invokeExact(tuple, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Borrowed. Leaf.
    static long tupleItem(long tuple, long index) {
        try {
            return (long) TUPLE_GET.invokeExact(tuple, index, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Takes the reference over. Leaf, in a new tuple.
    static void setTupleItem(long tuple, long index, long item) {
        try {
            int done = (int) (long) TUPLE_SET.invokeExact(tuple, index, item, 0L);
            assert done == 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static long newList(long size) {
        try {
            return (long) LIST_NEW.invokeExact(size, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static int listSize(long list) {
        try {
            return Math.toIntExact((long) LIST_SIZE.invokeExact(list, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Borrowed. Leaf.
    static long listItem(long list, long index) {
        try {
            return (long) LIST_GET.invokeExact(list, index, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Takes the reference over. Leaf, in a new list.
    static void setListItem(long list, long index, long item) {
        try {
            int done = (int) (long) LIST_SET.invokeExact(list, index, item, 0L);
            assert done == 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf.
    static boolean isSequence(long object) {
        try {
            return (int) (long) SEQUENCE_CHECK.invokeExact(object, 0L, 0L, 0L) != 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `tuple(object)`.
    static long toTuple(long object) {
        try {
            return (long) SEQUENCE_TUPLE.invokeExact(object, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Borrowed; 0 if there is none.
    static long dictItem(long dict, long key) {
        try {
            return (long) DICT_GET.invokeExact(dict, key, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int setDictItem(long dict, long key, long value) {
        try {
            return (int) (long) DICT_SET.invokeExact(dict, key, value, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Leaf; the dict must not change meanwhile.
    ///
    /// @param place the place, then key and value
    static boolean nextDictItem(long dict, MemorySegment place) {
        try {
            return (int) (long) DICT_NEXT.invokeExact(dict, place.address(), place.address() + 8, place.address() + 16)
                    != 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    // Modules and code

    static long importModule(long name) {
        try {
            return (long) IMPORT.invokeExact(name, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// The module of that name, made if there is none.
    static long addModule(MemorySegment name) {
        try {
            return (long) ADD_MODULE.invokeExact(name.address(), 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    // Errors

    /// Leaf.
    static boolean errorOccurred() {
        try {
            return (long) ERROR_OCCURRED.invokeExact(0L, 0L, 0L, 0L) != 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// The error that Python remembers, which it then forgets.
    static long takeError() {
        try {
            return (long) ERROR_TAKE.invokeExact(0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Takes the reference over.
    static void raise(long exception) {
        try {
            long unused = (long) ERROR_RAISE.invokeExact(exception, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static void setError(long type, long value) {
        try {
            long unused = (long) ERROR_SET.invokeExact(type, value, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static void setError(long type) {
        try {
            long unused = (long) ERROR_NONE.invokeExact(type, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static void errorClear() {
        try {
            long unused = (long) ERROR_CLEAR.invokeExact(0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static void writeUnraisable(long where) {
        try {
            long unused = (long) ERROR_UNRAISABLE.invokeExact(where, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int warn(long category, MemorySegment message, long stackLevel) {
        try {
            return (int) (long) WARN.invokeExact(category, message.address(), stackLevel, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static boolean matches(long exception, long type) {
        try {
            return (int) (long) GIVEN_EXCEPTION_MATCHES.invokeExact(exception, type, 0L, 0L) != 0;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }
}
