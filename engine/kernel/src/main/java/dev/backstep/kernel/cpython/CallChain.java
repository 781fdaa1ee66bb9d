package dev.backstep.kernel.cpython;

import java.util.Arrays;

/// The frames of the user's code that run, innermost first: which function each is of, and which instruction it is at.
public final class CallChain {
    /// A recursion that goes deeper is not followed, as each look at it would take as long as it is deep.
    static final int LONGEST = 500;

    private int[] functions = new int[16];
    private int[] instructions = new int[16];
    private int depth;
    private int line;

    /// The depth of what is too long.
    public static final int TOO_LONG = -1;

    /// Looks at what runs now.
    public void read() {
        CallStack.read(this);
    }

    void clear() {
        depth = 0;
        line = 0;
    }

    /// There are too many.
    void cut() {
        depth = TOO_LONG;
    }

    /// Takes another frame around those before, unless there are too many.
    void add(int function, int instruction) {
        if (depth == TOO_LONG) {
            return;
        }
        if (depth == functions.length) {
            functions = Arrays.copyOf(functions, 2 * depth);
            instructions = Arrays.copyOf(instructions, 2 * depth);
        }
        functions[depth] = function;
        instructions[depth++] = instruction;
    }

    void setLine(int innermost) {
        line = innermost;
    }

    public int depth() {
        return depth;
    }

    /// The innermost line of the program's own file that runs; 0 if none does.
    public int line() {
        return line;
    }

    /// For [CallStack#function].
    public int function(int frame) {
        return functions[frame];
    }

    /// The place in bytes of the instruction that runs.
    public int instruction(int frame) {
        return instructions[frame];
    }
}
