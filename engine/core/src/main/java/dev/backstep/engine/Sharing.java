package dev.backstep.engine;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.cpu.NativeElements;
import dev.backstep.engine.backend.cpu.SharingBackend;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Storages whose memory others look at by its address: `x.numpy()`, `torch.from_numpy`.
///
/// Arrays in the Java heap move about, so the elements of a shared storage lie in native memory, and only there. The
/// CPU's backend computes on arrays; so while there is a shared storage another stands before it ([SharingBackend]),
/// which copies the elements of such operands in, and of such results out, for each primitive. That costs a copy of as
/// many elements as the operand has; nothing while nothing is shared. No caller has to know, nodes that saved a
/// shared tensor among them: they read what is there when they read.
public final class Sharing {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Engine engine;
    /// What computes when nothing is shared; null then.
    private @Nullable Backend alone;

    private final List<WeakReference<Storage.Host>> shared = new ArrayList<>();

    /// Storages that nobody else looks at any more.
    private final List<Storage.Host> unused = new ArrayList<>();

    Sharing(Engine engine) {
        this.engine = engine;
    }

    /// Moves a tensor's storage to native memory, if it is not there, for somebody who will look at it.
    ///
    /// The first element of the tensor is at `address()` and its offset in bytes. Who has the address must keep
    /// the object that is returned, not only the tensor: `x.data = y` gives the tensor another storage. When he has
    /// no use for the address any more he calls [#unshare].
    ///
    /// @throws IllegalArgumentException if the tensor is not on the CPU
    public NativeMemory share(Tensor tensor) {
        if (!(tensor.storage() instanceof Storage.Host host)) {
            throw new IllegalArgumentException("only memory of the CPU can be shared");
        }
        if (!host.isShared()) {
            begin();
            var memory = new NativeMemory((long) host.length() * host.dtype().bytes());
            NativeElements.write(host, memory.segment());
            host.moveTo(memory);
            shared.add(new WeakReference<>(host));
        }
        // Who has the address is not counted.
        host.keep();
        var memory = host.nativeMemory();
        memory.use();
        return memory;
    }

    /// Takes one [#share] of a storage back. With the last the elements go back to the Java heap, when no call is under
    /// way. May be called by any thread that holds Python's lock.
    public void unshare(Storage.Host storage) {
        if (!storage.isShared()) {
            return;
        }
        var memory = storage.nativeMemory();
        if (!memory.unuse() || memory.isForeign()) {
            return;
        }
        unused.add(storage);
        engine.memory().unshared();
    }

    /// A tensor over somebody else's memory (`torch.from_numpy`).
    ///
    /// @param memory the elements from the first to the last that is reached, in the platform's byte order; any
    ///     alignment
    /// @param strides in elements, not negative
    /// @param release lets go of the memory's owner, and does not know the tensor. It is run once, when
    ///     the last tensor over the memory is gone: by the engine's thread if they are counted, else by
    ///     one of the collector. Neither needs to hold Python's lock
    public Tensor over(MemorySegment memory, DType dtype, int[] sizes, int[] strides, Runnable release) {
        begin();
        int length = Math.toIntExact(memory.byteSize() / dtype.bytes());
        // The action of a cleaner must not reach what it waits for.
        var storage = new Storage.Host(dtype, release, length);
        storage.moveTo(new NativeMemory(memory, CLEANER.register(storage, release)));
        shared.add(new WeakReference<>(storage));
        storage.count();
        return new Tensor(engine, storage, 0, sizes, strides);
    }

    private void begin() {
        if (alone != null) {
            return;
        }
        alone = engine.cpu();
        engine.setCpu(new SharingBackend(alone));
    }

    /// Computes without looking for shared storages again, if there is none left.
    void end() {
        settle();
        shared.removeIf(reference -> {
            Storage.Host storage = reference.get();
            return storage == null || !storage.isShared();
        });
        if (alone == null || !shared.isEmpty()) {
            return;
        }
        engine.setCpu(alone);
        alone = null;
    }

    /// Moves storages back that nobody else looks at. No call may be under way.
    void settle() {
        for (Storage.Host storage : unused) {
            if (!storage.isShared() || storage.nativeMemory().isUsed()) {
                continue;
            }
            var array = Storage.Host.allocate(storage.dtype(), storage.length());
            NativeElements.read(storage.nativeMemory().segment(), array);
            storage.moveTo(array.array());
        }
        unused.clear();
    }
}
