package dev.backstep.kernel.cpython;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Python objects that stand for Java ones: tensors, nodes, dtypes, and whatever Java hands to Python to get it back.
/// Each has the number of a [Slot] in its memory, which has the Java object.
///
/// Note [Whose object it is]. Python lets go of an object when its last reference is gone, but an engine's tensor may
/// live on, in the graph or as a gradient. If the Python object has nothing that a new one would not have, it is freed
/// then, and a new one is made when Python sees the tensor again. If it has (attributes, hooks, a class of the user's),
/// it must not be lost: its finaliser gives it a new reference, which belongs to the Java object from then on, and the
/// slot refers to the Java object only weakly. When Python sees the tensor again, that reference goes to Python. So
/// there is never a circle of strong references through both heaps, which neither collector could see. PyTorch does the
/// same.
public final class Peers {
    /// Where an object has the number of its slot.
    static final int NUMBER_AT = 16;

    /// Bytes of an object that stands for a Java one.
    static final int BASIC_SIZE = 24;

    /// Where an object of a class of Python's has its dict (`MANAGED_DICT_OFFSET`), if somebody asked for it.
    private static final int DICT_AT = -24;

    /// Where it else counts its attributes (`PyDictValues.size`), which follow.
    private static final int ATTRIBUTE_COUNT_AT = BASIC_SIZE + 1;

    /// Where the collector notes that an object's finaliser has run (`_PyGC_PREV_MASK_FINALIZED`), in the header before
    /// it. Python runs a finaliser once; ours has to run whenever Python has let go.
    private static final int COLLECTOR_AT = -8;

    private static final long FINALIZED = 1;

    private static @Nullable Slot[] slots = new Slot[1024];
    private static int[] free = new int[1024];
    private static int freeCount;
    private static int used = 1; // 0 is no slot
    private static long base;
    private static long opaque;

    /// What is known of one Python object that stands for a Java one.
    public static final class Slot {
        private final int number;
        private final long plainType;
        private @Nullable Object target;
        private @Nullable WeakReference<Object> weak;
        private @Nullable Held held;
        private long address;

        private Slot(int number, Object target, long address, long plainType) {
            this.number = number;
            this.target = target;
            this.address = address;
            this.plainType = plainType;
        }

        /// The Python object, with a reference more; 0 if it is gone.
        long newReference() {
            if (held != null) {
                return toPython();
            }
            if (address != 0) {
                Api.incRef(address);
            }
            return address;
        }

        /// The reference that came with a new object, for its first owner.
        long firstReference() {
            return address;
        }

        /// The Python object, or null if it is gone.
        public @Nullable PyObject object() {
            long reference = newReference();
            return reference == 0 ? null : PyObject.owned(reference);
        }

        private long toPython() {
            target = weak == null ? null : weak.get();
            weak = null;
            if (target != null) {
                Calls.taken(target);
            }
            long taken = held.take();
            held = null;
            Memory.setLong(taken + COLLECTOR_AT, Memory.getLong(taken + COLLECTOR_AT) & ~FINALIZED);
            return taken;
        }

        private void toJava(Object owner) {
            weak = new WeakReference<>(owner);
            target = null;
            Calls.letGo(owner);
            held = new Held(owner, Api.newRef(address));
        }

        private @Nullable Object target() {
            return target != null ? target : weak == null ? null : weak.get();
        }
    }

    private Peers() {}

    /// The type of objects that stand for Java ones, for classes of Python's to be derived from.
    static long base() {
        if (base == 0) {
            base = new TypeSpec("torch._C.Object", BASIC_SIZE)
                    .extensible()
                    .deallocator(Library.stub(Library.method(Peers.class, "deallocate", 1)))
                    .finalizer(Library.stub(Library.method(Peers.class, "finish", 1)))
                    .make(0);
        }
        return base;
    }

    /// That type, for Python.
    public static PyObject baseType() {
        return PyObject.borrowed(base());
    }

    /// A new object for whatever Java wants to get back. Each has one of its own.
    static long opaque(Object target) {
        if (opaque == 0) {
            opaque = new TypeSpec("torch._C.JavaObject", BASIC_SIZE)
                    .internal()
                    .deallocator(Library.stub(Library.method(Peers.class, "deallocate", 1)))
                    .make(0);
        }
        return make(target, opaque, opaque).address;
    }

    /// A new Python object for a Java one.
    ///
    /// @param type derived from [#base]
    /// @param plainType if the object is of this type and has no attributes, it has nothing to lose
    static Slot make(Object target, long type, long plainType) {
        long made = Errors.checked(Api.allocate(type));
        return attach(made, target, plainType);
    }

    /// A new Python object for a Java one, which is to know the slot.
    ///
    /// @param type derived from [#baseType]; an object of it without attributes has nothing to lose
    public static Slot make(Object target, PyObject type) {
        var slot = make(target, type.address(), type.address());
        Locals.current().add(slot.address);
        return slot;
    }

    /// Makes a Python object stand for a Java one. It is never lost while that lives.
    ///
    /// @throws PyException TypeError if it is of no class derived from [#baseType], or stands for something already
    public static Slot adopt(PyObject object, Object target) {
        long type = Api.typeOf(object.address());
        if (!Api.isSubtype(type, base())) {
            throw PyException.of("TypeError", "a %s cannot stand for a tensor".formatted(object.typeName()));
        }
        if (Memory.getLong(object.address() + NUMBER_AT) != 0) {
            throw PyException.of("TypeError", "the %s stands for something already".formatted(object.typeName()));
        }
        return attach(object.address(), target, 0);
    }

    private static Slot attach(long address, Object target, long plainType) {
        int number = number();
        var slot = new Slot(number, target, address, plainType);
        slots[number] = slot;
        Memory.setLong(address + NUMBER_AT, number);
        Calls.taken(target);
        return slot;
    }

    private static int number() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (used == slots.length) {
            slots = Arrays.copyOf(slots, 2 * used);
        }
        // From time to time, for there may be no call that does it.
        Held.releaseDropped();
        return used++;
    }

    /// The Java object that a Python object stands for; null if it stands for none.
    static @Nullable Object target(long address) {
        return isPeer(Api.typeOf(address)) ? targetOfPeer(address) : null;
    }

    /// [#target] of an object that is known to stand for one.
    static @Nullable Object targetOfPeer(long address) {
        var slot = slots[(int) Memory.getLong(address + NUMBER_AT)];
        return slot == null ? null : slot.target();
    }

    static boolean isOpaque(long type) {
        return type == opaque;
    }

    /// Whether objects of a type stand for Java ones.
    static boolean isPeer(long type) {
        return Kinds.isPeer(type);
    }

    /// How many there are.
    public static int count() {
        return used - 1 - freeCount;
    }

    // Called by Python

    /// Python's last reference is gone, or the cycle collector is about to free it.
    static long finish(long address) {
        try {
            var slot = slots[(int) Memory.getLong(address + NUMBER_AT)];
            if (slot != null && slot.target != null && slot.held == null && hasSomethingToLose(address, slot)) {
                slot.toJava(slot.target);
            }
        } catch (Throwable e) {
            Errors.raise(e);
            Api.writeUnraisable(0);
        }
        return 0;
    }

    private static boolean hasSomethingToLose(long address, Slot slot) {
        long type = Api.typeOf(address);
        if (!TypeSpec.isCollected(type)) {
            // It has neither attributes nor the header that says that it was finalised.
            return false;
        }
        return type != slot.plainType
                || Memory.getLong(address + DICT_AT) != 0
                || Memory.getByte(address + ATTRIBUTE_COUNT_AT) != 0;
    }

    static long deallocate(long address) {
        int number = (int) Memory.getLong(address + NUMBER_AT);
        var slot = slots[number];
        if (slot != null) {
            slot.address = 0;
            if (slot.target != null) {
                Calls.letGo(slot.target);
                slot.target = null;
            }
            slots[number] = null;
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, 2 * freeCount);
            }
            free[freeCount++] = number;
        }
        long type = Api.typeOf(address);
        TypeSpec.free(address, type);
        Api.decRef(type);
        return 0;
    }
}
