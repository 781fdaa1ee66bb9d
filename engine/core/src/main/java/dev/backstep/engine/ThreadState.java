package dev.backstep.engine;

import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.autograd.SavedTensorHooks;
import org.jspecify.annotations.Nullable;

/// What a thread has for itself: the modes it is in, and the backward passes that it runs.
final class ThreadState {
    boolean gradMode = true;
    boolean inferenceMode;
    boolean inKernel;

    @Nullable
    SavedTensorHooks savedTensorHooks;

    @Nullable
    Node evaluating;

    int passDepth;
    boolean passRestricted;
    long passNumber;
}
