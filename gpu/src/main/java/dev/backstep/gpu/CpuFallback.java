package dev.backstep.gpu;

import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Computes on the CPU what has no kernel, by copying there and back, and counts it.
final class CpuFallback {
    private final Backend cpu = new CpuBackend();
    private final Cl cl;
    private final SortedMap<String, Long> counts = new TreeMap<>();

    CpuFallback(Cl cl) {
        this.cl = cl;
    }

    /// How often each primitive was computed here.
    SortedMap<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    /// What to compute, once the tensors are on the host.
    interface Work {
        void run(Backend cpu, Host host);
    }

    /// Runs `work`, then copies back the storages of those tensors that it asked to be [out][Host#out].
    void run(String primitive, Work work) {
        counts.merge(primitive, 1L, Long::sum);
        cl.listeners().hostStarted(primitive);
        try {
            var host = new Host();
            work.run(cpu, host);
            host.written.forEach((storage, copy) -> cl.write(storage, HostArrays.segment(copy), storage.bytes()));
        } finally {
            cl.listeners().hostEnded(primitive);
        }
    }

    /// The host's copies of the tensors of one call; a storage that several share is copied once.
    final class Host {
        private final Map<DeviceStorage, Storage.Host> copies = new IdentityHashMap<>();
        private final Map<DeviceStorage, Storage.Host> written = new IdentityHashMap<>();

        private Host() {}

        View in(Strided s) {
            return new View(copy(Types.storage(s)), s.offset(), s.sizes(), s.strides());
        }

        View out(Strided s) {
            DeviceStorage storage = Types.storage(s);
            written.put(storage, copy(storage));
            return in(s);
        }

        @Nullable
        View inIfAny(@Nullable Strided s) {
            return s == null ? null : in(s);
        }

        @Nullable
        View outIfAny(@Nullable Strided s) {
            return s == null ? null : out(s);
        }

        private Storage.Host copy(DeviceStorage storage) {
            return copies.computeIfAbsent(storage, from -> HostArrays.read(cl, from, 0, from.length()));
        }
    }
}
