package dev.backstep.kernel.walls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.backstep.kernel.walls.SystemCalls.Machine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A program of the kernel's packet filter (“classic BPF”) that decides about system calls.
///
/// It looks at the call's number and goes through the answers in their order. An answer ends the program; it may first
/// look at the call's arguments.
final class Filter {
    private static final int LOAD = 0x20;
    private static final int AND = 0x54;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_GREATER = 0x25;
    private static final int IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private static final int ALLOW = 0x7FFF0000;
    private static final int FAIL = 0x00050000;

    private static final int NUMBER = 0;
    private static final int MACHINE = 4;
    private static final int ARGUMENTS = 16;

    static final List<Instruction> ALLOWED = List.of(new Instruction(RETURN, 0, 0, ALLOW));

    private final List<Instruction> program = new ArrayList<>();
    private final Machine machine;

    /// @param ifTrue how many instructions to leave out
    record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    /// @param last the highest number that is known. What is newer is answered as by a kernel that does not have it.
    Filter(Machine machine, int last) {
        this.machine = machine;
        add(new Instruction(LOAD, 0, 0, MACHINE));
        // Calls by the numbers of another machine, such as a 32-bit one, would mean something else.
        add(new Instruction(IF_EQUAL, 1, 0, machine.auditName));
        program.addAll(failing(SystemCalls.EPERM));
        add(new Instruction(LOAD, 0, 0, NUMBER));
        add(new Instruction(IF_GREATER, 0, 1, last));
        program.addAll(failing(SystemCalls.ENOSYS));
    }

    /// Answers a call, unless the machine does not have it.
    void on(SystemCall call, List<Instruction> answer) {
        if (call.isOn(machine)) {
            add(new Instruction(IF_EQUAL, 0, answer.size(), call.number(machine)));
            program.addAll(answer);
        }
    }

    static List<Instruction> failing(int error) {
        return List.of(new Instruction(RETURN, 0, 0, FAIL | error));
    }

    /// Refuses unless a 64-bit argument has a value.
    static List<Instruction> unlessEqual(int argument, long value) {
        var answer = new ArrayList<Instruction>();
        answer.add(new Instruction(LOAD, 0, 0, low(argument)));
        answer.add(new Instruction(IF_EQUAL, 0, 3, (int) value));
        answer.add(new Instruction(LOAD, 0, 0, high(argument)));
        answer.add(new Instruction(IF_EQUAL, 0, 1, (int) (value >>> 32)));
        answer.addAll(ALLOWED);
        answer.addAll(failing(SystemCalls.EPERM));
        return answer;
    }

    /// Refuses if the lower half of an argument, all that the kernel looks at, is one of some values.
    static List<Instruction> ifOneOf(int argument, int... values) {
        var answer = new ArrayList<Instruction>();
        answer.add(new Instruction(LOAD, 0, 0, low(argument)));
        for (int value : values) {
            answer.add(new Instruction(IF_EQUAL, 0, 1, value));
            answer.addAll(failing(SystemCalls.EPERM));
        }
        answer.addAll(ALLOWED);
        return answer;
    }

    /// Refuses if the lower half of an argument has any of some bits.
    static List<Instruction> ifAnyBit(int argument, int bits) {
        return bits(argument, bits, SystemCalls.EPERM, true);
    }

    /// Refuses if the lower half of an argument has none of some bits.
    static List<Instruction> ifNoBit(int argument, int bits) {
        return bits(argument, bits, SystemCalls.EPERM, false);
    }

    private static List<Instruction> bits(int argument, int bits, int error, boolean refuseIfAny) {
        var answer = new ArrayList<Instruction>();
        answer.add(new Instruction(LOAD, 0, 0, low(argument)));
        answer.add(new Instruction(IF_ANY_BIT, refuseIfAny ? 0 : 1, refuseIfAny ? 1 : 0, bits));
        answer.addAll(failing(error));
        answer.addAll(ALLOWED);
        return answer;
    }

    /// Refuses if some bits of the lower half of an argument have a value.
    static List<Instruction> ifMasked(int argument, int mask, int value) {
        var answer = new ArrayList<Instruction>();
        answer.add(new Instruction(LOAD, 0, 0, low(argument)));
        answer.add(new Instruction(AND, 0, 0, mask));
        answer.add(new Instruction(IF_EQUAL, 0, 1, value));
        answer.addAll(failing(SystemCalls.EPERM));
        answer.addAll(ALLOWED);
        return answer;
    }

    private static int low(int argument) {
        return ARGUMENTS + 8 * argument;
    }

    private static int high(int argument) {
        return ARGUMENTS + 8 * argument + 4;
    }

    private void add(Instruction instruction) {
        program.add(instruction);
    }

    /// Allows what has no answer, and gives the `struct sock_fprog` that points to the program.
    MemorySegment finish(Arena arena) {
        program.addAll(ALLOWED);
        var code = arena.allocate(8L * program.size(), 8);
        for (int i = 0; i < program.size(); i++) {
            var instruction = program.get(i);
            code.set(JAVA_SHORT, 8L * i, (short) instruction.code);
            code.set(JAVA_BYTE, 8L * i + 2, (byte) instruction.ifTrue);
            code.set(JAVA_BYTE, 8L * i + 3, (byte) instruction.ifFalse);
            code.set(JAVA_INT, 8L * i + 4, instruction.operand);
        }
        var header = arena.allocate(16, 8);
        header.set(JAVA_SHORT, 0, (short) program.size());
        header.set(ADDRESS, 8, code);
        return header;
    }
}
