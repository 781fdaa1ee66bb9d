package dev.backstep.gpu;

import dev.backstep.engine.EngineException;

/// The device's driver has failed to compile a program, or runs no groups as large as its kernel's. Who asks for a
/// kernel catches it where
/// it is asked for, and computes in another way: if it came out of what waits in the queue, the call that happens to
/// wake that would be taken for the one that failed.
final class NoKernelException extends EngineException {
    NoKernelException(String message) {
        super(Kind.RUNTIME, message);
    }
}
