package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendContract;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.IdentityHashMap;
import java.util.Map;

/// All operands of every primitive in native memory.
class SharingBackendTest extends BackendContract {
    SharingBackendTest() {
        super(sharing());
    }

    /// Moves the storages of what it is given to native memory, and what is there then back to the arrays.
    private static Backend sharing() {
        var engine = new Engine(CpuBackend.plain());
        var backend = new SharingBackend(CpuBackend.plain());
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (_, method, arguments) -> {
                    Map<Storage, Storage.Host> shared = new IdentityHashMap<>();
                    Object[] moved = arguments == null ? null : arguments.clone();
                    for (int i = 0; moved != null && i < moved.length; i++) {
                        if (!(moved[i] instanceof Strided s)) {
                            continue;
                        }
                        var there = shared.computeIfAbsent(s.storage(), from -> moved(engine, (Storage.Host) from));
                        moved[i] = new View(there, s.offset(), s.sizes(), s.strides());
                    }
                    try {
                        return method.invoke(backend, moved);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        shared.forEach((from, there) ->
                                NativeElements.read(there.nativeMemory().segment(), (Storage.Host) from));
                    }
                });
    }

    /// At an odd address, as numpy's may be.
    private static Storage.Host moved(Engine engine, Storage.Host from) {
        long bytes = (long) from.length() * from.dtype().bytes();
        MemorySegment memory = Arena.ofAuto().allocate(bytes + 1).asSlice(1, bytes);
        NativeElements.write(from, memory);
        int[] sizes = {from.length()};
        return (Storage.Host) engine.sharing()
                .over(memory, from.dtype(), sizes, new int[] {1}, () -> {})
                .storage();
    }
}
