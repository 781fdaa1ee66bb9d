package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Recording.End;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs that try to do harm do what they would in Python, or get an error in words; and after each of them another
/// program finds what it finds in a new process.
class HostileProgramsTest {
    static final List<String> FILES = List.of(
            "loops", "recursion", "memory", "walls", "interpreter", "patches", "tensors", "errors", "threads", "state");

    /// How long a program that does not stop is watched.
    private static final Duration GRACE = Duration.ofMillis(700);

    /// Far more than any of them takes.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CANARY = HostileProgram.read("canary");

    @TempDir
    private static Path folder;

    private static @Nullable KernelProcess kernel;
    private static String fresh;

    @BeforeAll
    static void learnWhatANewProcessPrints() throws Exception {
        fresh = canary();
        assertTrue(fresh.endsWith("the end\n"), fresh);
        assertEquals(fresh, canary(), "the canary finds the same again");
    }

    @AfterAll
    static void end() {
        if (kernel != null) {
            kernel.close();
        }
    }

    static Stream<HostileProgram> programs() {
        return HostileProgram.all(FILES).stream();
    }

    @Test
    void thereAreTwoHundred() {
        assertTrue(programs().count() >= 200, () -> programs().count() + " programs");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void leavesNothingBehind(HostileProgram program) throws Exception {
        for (boolean record : program.is("once") ? List.of(true) : List.of(true, false)) {
            try {
                run(program, record);
                if (kernel != null) {
                    expectFresh(program);
                }
            } catch (AssertionError e) {
                // Other programs are not to suffer.
                if (kernel != null) {
                    replace();
                }
                throw e;
            }
        }
    }

    @Test
    void modulesOfTheFolderComeBeforePythonsButNotBeforeOurs(@TempDir Path own) throws Exception {
        for (var name : List.of("random", "torch", "_backstep", "os", "json", "helper")) {
            Files.writeString(own.resolve(name + ".py"), "mine = '" + name + "'\n");
        }
        Files.createDirectory(own.resolve("string"));
        Files.writeString(own.resolve("string").resolve("__init__.py"), "mine = 'string'\n");
        var program = """
                import _backstep, helper, json, os, random, string, torch
                print([hasattr(module, "mine") for module in (helper, json, random, string)])
                print([hasattr(module, "mine") for module in (_backstep, os, torch)])
                """;
        try (var other = KernelProcess.start("-Xmx256m")) {
            for (int i = 0; i < 2; i++) {
                var answer = other.answer(other.begin("random.py", program, own.toString(), 0, i == 0));
                assertEquals("[True, True, True, True]\n[False, False, False]\n", answer.out(), answer.error());
            }
        }
    }

    private static KernelProcess kernel() throws IOException, InterruptedException {
        if (kernel == null) {
            kernel = KernelProcess.start("-Xmx256m", "-Dbackstep.machine-megabytes=1024");
        }
        return kernel;
    }

    private static void replace() {
        kernel.close();
        kernel = null;
    }

    private static void run(HostileProgram program, boolean record) throws Exception {
        long id = kernel().begin("program.py", program.source(), folder.toString(), 0, record);
        boolean stop = program.is("interrupt") || program.is("kill");
        var outputs = new ArrayList<Reply.Output>();
        while (true) {
            var reply = kernel.next(program.is("kill") && !outputs.isEmpty() ? GRACE : PATIENCE);
            switch (reply) {
                case null -> {
                    end(program);
                    return;
                }
                case Reply.Output output -> {
                    outputs.add(output);
                    if (stop && outputs.size() == 1) {
                        kernel.send(new Request.Interrupt(id));
                    }
                }
                case Reply.Finished finished -> {
                    check(program, new KernelProcess.Answer(outputs, finished));
                    return;
                }
                case Reply.Ended ended -> {
                    // Its recording comes.
                }
                default -> throw new AssertionError("unexpected " + reply);
            }
        }
    }

    /// Of a program that has not ended in time, or whose process has ended.
    private static void end(HostileProgram program) throws Exception {
        if (program.is("kill")) {
            assertTrue(kernel.process().isAlive(), "the process ended");
        } else if (program.is("dies")) {
            assertTrue(kernel.exitStatus() != 0);
        } else {
            boolean alive = kernel.process().isAlive();
            replace();
            throw new AssertionError(alive ? "the program does not end" : "the process ended");
        }
        replace();
    }

    private static void check(HostileProgram program, KernelProcess.Answer answer) {
        var end = answer.finished().end();
        assertTrue(
                program.printsAsExpected(answer.console()),
                () -> "printed:\n" + answer.console() + "\nerror: " + answer.error());
        var error = answer.error().strip();
        var last = error.substring(error.lastIndexOf('\n') + 1);
        if (program.is("kill")) {
            // It has noticed after all.
            assertEquals(End.INTERRUPTED, end);
        } else if (program.is("fails")) {
            assertEquals(End.FAILED, end);
        } else if (program.is("interrupt")) {
            assertEquals(End.INTERRUPTED, end, answer.error());
        } else if (program.error().isEmpty()) {
            assertEquals("", answer.error());
            assertEquals(End.FINISHED, end);
        } else {
            assertTrue(program.failsAsExpected(last), answer.error());
            assertEquals(End.FAILED, end);
        }
    }

    private static void expectFresh(HostileProgram program) throws Exception {
        if (program.is("unfit")) {
            long id = kernel().begin("canary.py", CANARY, folder.toString(), 0, false);
            var reply = kernel.next(PATIENCE);
            assertTrue(reply instanceof Reply.Unfit(long same, String _) && same == id, "not unfit: " + reply);
            replace();
            return;
        }
        assertEquals(fresh, canary());
    }

    private static String canary() throws IOException, InterruptedException {
        long id = kernel().begin("canary.py", CANARY, folder.toString(), 0, false);
        var text = new StringBuilder();
        while (true) {
            switch (kernel.next(PATIENCE)) {
                case null -> throw new AssertionError("the process ended");
                case Reply.Output output -> text.append(output.text());
                case Reply.Finished finished -> {
                    assertNull(finished.error());
                    assertNotNull(finished.end());
                    return text.toString();
                }
                case Reply other -> throw new AssertionError("unexpected " + other);
            }
        }
    }
}
