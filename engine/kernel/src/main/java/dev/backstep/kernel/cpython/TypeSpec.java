package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/// A type that is made from Java (`PyType_Spec`).
final class TypeSpec {
    private static final int DISALLOW_INSTANTIATION = 1 << 7;
    private static final int IMMUTABLE = 1 << 8;
    private static final int BASETYPE = 1 << 10;
    private static final int HAVE_VECTORCALL = 1 << 11;
    private static final long HAVE_GC = 1 << 14;
    private static final int METHOD_DESCRIPTOR = 1 << 17;

    // Numbers of slots (typeslots.h)
    static final int MP_ASS_SUBSCRIPT = 3;
    static final int MP_LENGTH = 4;
    static final int MP_SUBSCRIPT = 5;
    static final int NB_NEGATIVE = 30;
    static final int TP_CALL = 50;
    private static final int TP_DEALLOC = 52;
    static final int TP_DESCR_GET = 54;
    static final int TP_HASH = 59;
    static final int TP_RICHCOMPARE = 67;
    private static final int TP_MEMBERS = 72;
    private static final int TP_GETSET = 73;
    private static final int TP_FINALIZE = 80;

    private static final int T_PYSSIZET = 19;
    private static final int READONLY = 1;
    private static final int MEMBER_BYTES = 40;
    private static final int GETSET_BYTES = 40;

    private static final MethodHandle FREE = Library.leaf("PyObject_Free");
    private static final MethodHandle GC_DEL = Library.leaf("PyObject_GC_Del");

    private final String name;
    private final int size;
    private final List<long[]> slots = new ArrayList<>();
    private final List<Attribute> attributes = new ArrayList<>();
    private int flags = IMMUTABLE;

    private record Attribute(String name, long getter, long setter, long number) {}

    /// @param name with its module, such as `torch._C.Object`
    TypeSpec(String name, int size) {
        this.name = name;
        this.size = size;
    }

    /// Classes may be derived from it.
    TypeSpec extensible() {
        flags |= BASETYPE;
        return this;
    }

    /// Python code cannot make objects of it.
    TypeSpec internal() {
        flags |= DISALLOW_INSTANTIATION;
        return this;
    }

    /// @param function of C
    TypeSpec slot(int slot, long function) {
        slots.add(new long[] {slot, function});
        return this;
    }

    TypeSpec deallocator(long function) {
        return slot(TP_DEALLOC, function);
    }

    TypeSpec finalizer(long function) {
        return slot(TP_FINALIZE, function);
    }

    /// Python may call an object on another without binding it first (its `__get__` makes a method of it).
    TypeSpec boundByCalls() {
        flags |= METHOD_DESCRIPTOR;
        return this;
    }

    /// Objects are functions that Python calls without making tuples.
    ///
    /// @param offset where an object has the address of its function
    TypeSpec callable(int offset) {
        flags |= HAVE_VECTORCALL;
        var members = Arena.global().allocate(2 * MEMBER_BYTES, Long.BYTES);
        members.set(JAVA_LONG, 0, Memory.permanentText("__vectorcalloffset__"));
        members.set(JAVA_INT, 8, T_PYSSIZET);
        members.set(JAVA_LONG, 16, offset);
        members.set(JAVA_INT, 24, READONLY);
        slot(TP_MEMBERS, members.address());
        return slot(TP_CALL, Library.address("PyVectorcall_Call"));
    }

    /// An attribute that functions of C get and set.
    ///
    /// @param setter 0 if it cannot be set
    /// @param number handed to both
    TypeSpec attribute(String attribute, long getter, long setter, long number) {
        attributes.add(new Attribute(attribute, getter, setter, number));
        return this;
    }

    /// The type, for as long as the process lives.
    ///
    /// @param base 0 for `object`
    long make(long base) {
        var arena = Arena.global();
        if (!attributes.isEmpty()) {
            var table = arena.allocate((long) GETSET_BYTES * (attributes.size() + 1), Long.BYTES);
            for (int i = 0; i < attributes.size(); i++) {
                var attribute = attributes.get(i);
                var entry = table.asSlice((long) GETSET_BYTES * i);
                entry.set(JAVA_LONG, 0, Memory.permanentText(attribute.name));
                entry.set(JAVA_LONG, 8, attribute.getter);
                entry.set(JAVA_LONG, 16, attribute.setter);
                entry.set(JAVA_LONG, 32, attribute.number);
            }
            slot(TP_GETSET, table.address());
        }
        var table = arena.allocate(16L * (slots.size() + 1), Long.BYTES);
        for (int i = 0; i < slots.size(); i++) {
            table.set(JAVA_INT, 16L * i, (int) slots.get(i)[0]);
            table.set(JAVA_LONG, 16L * i + 8, slots.get(i)[1]);
        }
        MemorySegment spec = arena.allocate(32, Long.BYTES);
        spec.set(JAVA_LONG, 0, Memory.permanentText(name));
        spec.set(JAVA_INT, 8, size);
        spec.set(JAVA_INT, 16, flags);
        spec.set(JAVA_LONG, 24, table.address());
        return Errors.checked(Api.newType(spec.address(), base));
    }

    /// Whether objects of a type have the header that Python's cycle collector needs.
    static boolean isCollected(long type) {
        return (Api.typeFlags(type) & HAVE_GC) != 0;
    }

    /// Gives the memory of an object back, whose parts are gone.
    static void free(long object, long type) {
        try {
            if (isCollected(type)) {
                long unused = (long) GC_DEL.invokeExact(object, 0L, 0L, 0L);
            } else {
                long unused = (long) FREE.invokeExact(object, 0L, 0L, 0L);
            }
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }
}
