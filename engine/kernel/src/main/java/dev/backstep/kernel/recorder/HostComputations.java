package dev.backstep.kernel.recorder;

import dev.backstep.engine.backend.BackendListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which primitives a GPU had no kernel for in the operation that runs, so that the CPU computed them.
final class HostComputations implements BackendListener {
    private final Set<String> primitives = new LinkedHashSet<>();

    @Override
    public void hostStarted(String primitive) {
        primitives.add(primitive);
    }

    /// An operation starts.
    void forget() {
        primitives.clear();
    }

    /// Each once.
    List<String> primitives() {
        return List.copyOf(primitives);
    }
}
