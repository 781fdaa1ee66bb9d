package dev.backstep.kernel;

import dev.backstep.kernel.cpython.CallChain;
import dev.backstep.kernel.cpython.CallStack;
import dev.backstep.kernel.recorder.Caller;
import dev.backstep.recording.Span;

/// The frames of a program, for its recorder.
final class ProgramFrames implements Caller {
    /// How many bytes an instruction has.
    private static final int INSTRUCTION = 2;

    private final CallChain chain = new CallChain();

    @Override
    public int line() {
        return CallStack.line();
    }

    @Override
    public int look() {
        chain.read();
        return chain.depth();
    }

    @Override
    public int lineSeen() {
        return chain.line();
    }

    @Override
    public int function(int frame) {
        return chain.function(frame);
    }

    @Override
    public int instruction(int frame) {
        return chain.instruction(frame);
    }

    @Override
    public Function describe(int function) {
        return new Described(CallStack.function(function));
    }

    private record Described(CallStack.Function function) implements Function {
        @Override
        public String name() {
            return function.name();
        }

        @Override
        public String file() {
            return function.file();
        }

        @Override
        public int line() {
            return function.line();
        }

        @Override
        public Span span(int instruction) {
            var positions = function.positions();
            if (positions.length == 0) {
                return Span.line(function.line());
            }
            var position = positions[Math.clamp(instruction / INSTRUCTION, 0, positions.length - 1)];
            int line = position[0] < 0 ? function.line() : position[0];
            return position[2] < 0 || position[3] < 0
                    ? Span.line(line)
                    : new Span(line, position[2] + 1, Math.max(line, position[1]), position[3] + 1);
        }
    }
}
