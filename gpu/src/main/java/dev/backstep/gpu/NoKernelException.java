package dev.backstep.gpu;

import dev.backstep.engine.EngineException;

/// The device's driver has failed to compile a program. Who catches it computes in another way.
final class NoKernelException extends EngineException {
    NoKernelException(String message) {
        super(Kind.RUNTIME, message);
    }
}
