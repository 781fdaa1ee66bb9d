package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Event;
import dev.backstep.recording.Recording.End;
import dev.backstep.recording.Span;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the app relies on, asked of a real process.
class KernelProcessTest {
    @Test
    void aKernelThatIsAskedNamesItsDevices() throws Exception {
        var found = KernelProcess.shared().devices();
        assertEquals("cpu", found.devices().getFirst().id());
        assertTrue(found.devices().size() > 1 || found.noGpuReason() != null);
    }

    @Test
    void aSizeThatTheEngineCannotCountIsSaidToBeTooLarge() throws Exception {
        var answer = KernelProcess.shared().run("""
                import torch
                for size in (1 << 44, (1 << 20, 1 << 20)):
                    try:
                        torch.empty(size)
                    except RuntimeError as error:
                        print(error)
                """);
        assertEquals("""
                sizes and indices are limited to 2147483647, but got 17592186044416
                a tensor of 1099511627776 elements is too large: the limit is 2147483647
                """, answer.out());
    }

    @Test
    void bothStreamsArriveInTheOrderInWhichTheyWereWritten() throws Exception {
        var answer = KernelProcess.shared().run("""
                import sys
                for i in range(3):
                    print("out", i)
                    print("err", i, file=sys.stderr)
                sys.stdout.write("end")
                """);
        assertEquals("out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\nend", answer.console());
        assertEquals("out 0\nout 1\nout 2\nend", answer.out());
        assertEquals(End.FINISHED, answer.finished().end());
        assertNull(answer.finished().error());
        var texts = answer.recording().timeline().stream()
                .filter(Event.ConsoleText.class::isInstance)
                .toList();
        assertEquals(new Event.ConsoleText(Event.Stream.OUT, "out 0\n", 3), texts.getFirst());
        assertEquals(new Event.ConsoleText(Event.Stream.OUT, "end", 5), texts.getLast());
    }

    @Test
    void aHundredThousandLinesAreHundredsOfMessages() throws Exception {
        var answer = KernelProcess.shared().run("for i in range(100_000):\n    print('line', i)\n");
        assertEquals(100_000, answer.out().lines().count());
        assertTrue(answer.out().endsWith("line 99999\n"));
        assertTrue(answer.outputs().size() < 2_000, answer.outputs().size() + " messages");
        long chars = answer.recording().timeline().stream()
                .filter(Event.ConsoleText.class::isInstance)
                .mapToLong(event -> ((Event.ConsoleText) event).text().length())
                .sum();
        assertTrue(chars < 1_200_000, chars + " characters recorded");
    }

    @Test
    void aProgramThatMayWriteWritesItsProfileBesideItself(@TempDir Path folder) throws Exception {
        var program = """
                import torch
                with torch.profiler.profile() as prof:
                    torch.ones(2)
                for name in ("trace.json", "trace.json.gz", "../trace.json", "program.py", "none/trace.json"):
                    try:
                        prof.export_chrome_trace(name)
                        print("written")
                    except OSError as error:
                        print(error)
                """;
        try (var kernel = KernelProcess.start("-Xmx512m")) {
            var allowed = kernel.answer(kernel.begin("program.py", program, folder.toString(), 0, "cpu", false, true));
            assertEquals("""
                    written
                    written
                    [Errno 1] Backstep programs cannot write outside their own folder: '../trace.json'
                    written
                    [Errno 2] No such file or directory: 'none/trace.json'
                    """, allowed.out());
        }
        var trace = Files.readString(folder.resolve("trace.json"));
        assertTrue(trace.startsWith("[{\"name\": \"aten::ones\", \"ph\": \"X\", "), trace);
        try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(folder.resolve("trace.json.gz")))) {
            assertEquals(trace, new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }

        Files.delete(folder.resolve("trace.json"));
        try (var kernel = KernelProcess.start("-Xmx512m")) {
            var refused = kernel.answer(kernel.begin("program.py", program, folder.toString(), 0, false));
            assertTrue(refused.out().startsWith("[Errno 1] "), refused.out());
            assertTrue(refused.out().contains("Run ▸ Allow Files"), refused.out());
        }
        assertFalse(Files.exists(folder.resolve("trace.json")));
    }

    @Test
    void aProfiledProgramLeavesTheSameRecording() throws Exception {
        var work = """
                import torch
                x = torch.ones(2, 3, requires_grad=True)
                for _ in range(2):
                    %s
                        (x * x).sum().backward()
                """;
        var profile = "with torch.autograd.profiler.profile(profile_memory=True) as prof:";
        var print = "print(sorted((e.key, e.count) for e in prof.key_averages()))\n";
        var plain = KernelProcess.shared().run(work.formatted("if True:")).recording();
        var answer = KernelProcess.shared().run(work.formatted(profile) + print);
        var profiled = answer.recording();
        assertEquals(
                plain.operations().stream()
                        .map(o -> o.name() + o.inputs() + o.outputs() + o.node())
                        .toList(),
                profiled.operations().stream()
                        .map(o -> o.name() + o.inputs() + o.outputs() + o.node())
                        .toList());
        assertEquals(plain.nodes().size(), profiled.nodes().size());
        assertEquals(
                plain.passes().stream().map(p -> p.steps().size()).toList(),
                profiled.passes().stream().map(p -> p.steps().size()).toList());
        var alone = KernelProcess.shared().run("program.py", work.formatted(profile) + print, 0, false);
        assertEquals(alone.out(), answer.out());
        assertTrue(answer.out().contains("('aten::mul', 3), ('aten::ones_like', 1), ('aten::sum', 1)"), answer.out());
    }

    @Test
    void aSyntaxErrorHasAPlaceAndTheTextThatPythonPrints() throws Exception {
        var answer = KernelProcess.shared().run("x = 1\ny = = 2\n");
        assertEquals(End.FAILED, answer.finished().end());
        assertEquals("""
                  File "program.py", line 2
                    y = = 2
                        ^
                SyntaxError: invalid syntax
                """, answer.error());
        var problem = answer.recording().problems().getLast();
        assertEquals("SyntaxError", problem.type());
        assertEquals("invalid syntax", problem.message());
        assertEquals(new Span(2, 5, 2, 6), problem.span());
    }

    @Test
    void anExceptionHasTheTracebackThatPythonPrints() throws Exception {
        var answer = KernelProcess.shared().run("""
                def outer(n):
                    return inner(
                        n)

                def inner(n):
                    raise ValueError(f"no {n}")

                outer(3)
                """);
        assertEquals("""
                Traceback (most recent call last):
                  File "program.py", line 8, in <module>
                    outer(3)
                    ~~~~~^^^
                  File "program.py", line 2, in outer
                    return inner(
                        n)
                  File "program.py", line 6, in inner
                    raise ValueError(f"no {n}")
                ValueError: no 3
                """, answer.error());
        var problem = answer.recording().problems().getLast();
        assertEquals(
                List.of(8, 2, 6),
                problem.traceback().stream().map(frame -> frame.line()).toList());
        assertEquals("inner", problem.traceback().getLast().function());
        assertEquals(new Span(6, 5, 6, 32), problem.span());
    }

    @Test
    void aSecondParagraphSaysWhoChangedASavedTensorAndWhoHadSavedIt() throws Exception {
        var answer = KernelProcess.shared().run("""
                import torch
                layer = torch.nn.Linear(2, 2)
                optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
                loss = layer(layer(torch.ones(1, 2))).sum()
                loss.backward(retain_graph=True)
                optimizer.step()
                try:
                    loss.backward()
                except RuntimeError as error:
                    print(error)
                    print(*error.__notes__)
                b = torch.ones(2, requires_grad=True) * 2
                part, square = b[:1], b * b
                part.zero_()
                square.sum().backward()
                """);
        var printed = answer.out();
        assertTrue(printed.startsWith("one of the variables needed for gradient computation has been"), printed);
        assertTrue(
                printed.endsWith("torch.autograd.set_detect_anomaly(True).\n\n"
                        + "`layer.weight` was changed in place by `add_` in line 6, but its value of before is needed: the "
                        + "operation of AddmmBackward0 in line 4 had saved it for the backward pass. Use an operation that "
                        + "makes a new tensor, or change a clone().\n"),
                printed);
        assertTrue(
                answer.error()
                        .endsWith(
                                "\n\n`b` was changed in place by `zero_` in line 14, but its value of before is needed: "
                                        + "the operation of MulBackward0 in line 13 had saved it for the backward pass. Use an "
                                        + "operation that makes a new tensor, or change a clone().\n"),
                answer.error());
    }

    @Test
    void theSecondParagraphKnowsVariablesOfFunctionsAndTheRoundOfALoopThatMatters() throws Exception {
        var answer = KernelProcess.shared().run("""
                import torch
                def total(a):
                    h = a * 1
                    squares = []
                    for _ in range(3):
                        h += 1
                        squares.append(h * h)
                    return sum(s.sum() for s in squares)
                total(torch.ones(2, requires_grad=True)).backward()
                """);
        assertTrue(
                answer.error()
                        .contains("\n\n`h` was changed in place by `add_` in line 6, but its value of before is "
                                + "needed: the operation of MulBackward0 in line 7 had saved it"),
                answer.error());
    }

    @Test
    void anomalyDetectionPrintsTheTracebackOfTheGuiltyOperation() throws Exception {
        var answer = KernelProcess.shared().run("""
                import torch
                x = torch.tensor([-1.], requires_grad=True)
                def forward(a):
                    root = a.sqrt()
                    return root * 0
                with torch.autograd.set_detect_anomaly(True):
                    forward(x).backward()
                """);
        assertTrue(answer.err().contains("""
                        UserWarning: Error detected in SqrtBackward0. Traceback of forward call that caused the error:
                          File "program.py", line 7, in <module>
                            forward(x).backward()
                          File "program.py", line 4, in forward
                            root = a.sqrt()
                        """), answer.err());
        assertTrue(
                answer.error()
                        .contains("RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output."),
                answer.error());
    }

    @Test
    void causesOfAnExceptionArePrintedBeforeIt() throws Exception {
        var answer = KernelProcess.shared().run("""
                try:
                    {}["k"]
                except KeyError as error:
                    raise RuntimeError("wrapped") from error
                """);
        assertEquals("""
                Traceback (most recent call last):
                  File "program.py", line 2, in <module>
                    {}["k"]
                    ~~^^^^^
                KeyError: 'k'

                The above exception was the direct cause of the following exception:

                Traceback (most recent call last):
                  File "program.py", line 4, in <module>
                    raise RuntimeError("wrapped") from error
                RuntimeError: wrapped
                """, answer.error());
        var during = KernelProcess.shared().run("try:\n    1 / 0\nexcept ZeroDivisionError:\n    undefined\n");
        assertTrue(
                during.error().contains("\n\nDuring handling of the above exception, another exception occurred:\n\n"));
    }

    @Test
    void deepRecursionIsAnErrorOfTheProgramOnly() throws Exception {
        var answer = KernelProcess.shared().run("def f(n):\n    return f(n + 1)\nf(0)\n");
        assertTrue(answer.error().contains("more times]"), answer.error());
        assertTrue(answer.error().contains("\nRecursionError: maximum recursion depth exceeded"), answer.error());
    }

    @Test
    void aWarningIsPrintedAndRecorded() throws Exception {
        var answer = KernelProcess.shared().run("import warnings\nwarnings.warn('careful')\n");
        assertEquals("program.py:2: UserWarning: careful\n  warnings.warn('careful')\n", answer.err());
        var problem = answer.recording().problems().getFirst();
        assertEquals("UserWarning", problem.type());
        assertEquals(2, problem.span().startLine());
        var again = KernelProcess.shared().run("import warnings\nwarnings.warn('careful')\n");
        assertFalse(again.err().isEmpty(), "a warning is shown once a run, not once a process");
    }

    @Test
    void exitEndsAProgramAsPythonDoes() throws Exception {
        assertEquals(
                End.FINISHED,
                KernelProcess.shared()
                        .run("print(1)\nexit()\nprint(2)\n")
                        .finished()
                        .end());
        var failed = KernelProcess.shared().run("import sys\nsys.exit('gone')\n");
        assertEquals(End.FAILED, failed.finished().end());
        assertEquals("gone\n", failed.err());
        assertEquals("", failed.error());
    }

    @Test
    void programsKnowNothingOfEachOther() throws Exception {
        var kernel = KernelProcess.shared();
        kernel.run("""
                import builtins, sys, warnings
                secret = 1
                builtins.len = lambda x: 7
                sys.stdout = None
                sys.setrecursionlimit(50)
                warnings.simplefilter("ignore")
                """);
        var answer = kernel.run("""
                import sys, warnings
                warnings.warn("heard")
                print(len("ab"), sys.getrecursionlimit() > 500, __name__, sys.argv)
                secret
                """);
        assertEquals("2 True __main__ ['program.py']\n", answer.out());
        assertTrue(answer.err().contains("heard"));
        assertTrue(answer.error().endsWith("NameError: name 'secret' is not defined\n"), answer.error());
    }

    @Test
    void anEndlessLoopIsInterruptedAndTheKernelGoesOn() throws Exception {
        var kernel = KernelProcess.shared();
        long id = kernel.begin("program.py", "print('on', flush=True)\nwhile True:\n    pass\n", "", 0, true);
        assertEquals("on\n", ((Reply.Output) kernel.next()).text());
        kernel.send(new Request.Interrupt(id));
        var answer = kernel.answer(id);
        assertEquals(End.INTERRUPTED, answer.finished().end());
        assertTrue(answer.error().matches("(?s)Traceback .*, in <module>\n.*\nKeyboardInterrupt\n"), answer.error());
        assertEquals(
                1,
                answer.recording().timeline().stream()
                        .filter(Event.ConsoleText.class::isInstance)
                        .count());
        assertEquals("next\n", kernel.run("print('next')").out());
    }

    @Test
    void aLoopOnOneLineThatIsStoppedNamesItsLinesAlsoUnrecorded() throws Exception {
        var kernel = KernelProcess.shared();
        for (var record : List.of(true, false)) {
            long id = kernel.begin(
                    "program.py",
                    "def spin():\n    while True: pass\nprint('on', flush=True)\nspin()\n",
                    "",
                    0,
                    record);
            kernel.next();
            kernel.send(new Request.Interrupt(id));
            assertEquals("""
                    Traceback (most recent call last):
                      File "program.py", line 4, in <module>
                        spin()
                        ~~~~^^
                      File "program.py", line 2, in spin
                        while True: pass
                    KeyboardInterrupt
                    """, kernel.answer(id).error().replaceAll("\n +\\^+\n", "\n"));
        }
    }

    @Test
    void aRunThatWaitsCanBeTakenBack() throws Exception {
        var kernel = KernelProcess.shared();
        long first = kernel.begin("a.py", "print('on', flush=True)\nwhile True:\n    pass\n", "", 0, false);
        kernel.next();
        long second = kernel.begin("b.py", "print('never')\n", "", 0, false);
        kernel.send(new Request.Interrupt(second));
        assertEquals(new Reply.Finished(second, End.INTERRUPTED, null, null), kernel.next());
        kernel.send(new Request.Interrupt(first));
        assertEquals(End.INTERRUPTED, kernel.answer(first).finished().end());
    }

    @Test
    void anInterruptOfARunThatIsOverHurtsNobody() throws Exception {
        var kernel = KernelProcess.shared();
        long id = kernel.begin("a.py", "pass\n", "", 0, false);
        kernel.answer(id);
        kernel.send(new Request.Interrupt(id));
        assertEquals(
                End.FINISHED,
                kernel.run("for i in range(1000):\n    pass\n").finished().end());
    }

    @Test
    void filesSocketsAndProcessesAreRefusedInPlainWords() throws Exception {
        var answer = KernelProcess.shared().run("""
                import os, subprocess
                def refused(what):
                    try:
                        what()
                    except Exception as error:
                        print(f"{type(error).__name__}: {error}")
                def connect():
                    import socket
                    socket.socket()
                refused(lambda: open("/etc/passwd"))
                refused(connect)
                refused(lambda: os.system("true"))
                refused(lambda: subprocess.run(["true"]))
                """);
        assertEquals("""
                PermissionError: [Errno 1] This program belongs to no folder yet, so it can read only Python's library; \
                save it first: '/etc/passwd'
                PermissionError: [Errno 1] Backstep programs cannot use the network
                PermissionError: [Errno 1] Backstep programs cannot start processes
                PermissionError: [Errno 1] Backstep programs cannot start processes
                """, answer.out(), answer.error());
    }

    @Test
    void thereIsNoInputToReadAndNoEnvironmentToSee() throws Exception {
        var answer = KernelProcess.shared().run("import os\nprint('PATH' in os.environ)\ninput()\n");
        assertEquals("False\n", answer.out());
        assertTrue(answer.error().contains("EOFError"), answer.error());
    }

    @Test
    void modulesBesideTheProgramAreImportedAndForgotten(@TempDir Path folder) throws Exception {
        var kernel = KernelProcess.start("-Xmx512m");
        Files.writeString(folder.resolve("helper.py"), "value = 1\ndef fail():\n    raise OSError('broken')\n");
        var program = "import helper\nprint(helper.value)\nhelper.fail()\n";
        var answer = kernel.answer(kernel.begin("program.py", program, folder.toString(), 0, true));
        assertEquals("1\n", answer.out());
        assertTrue(answer.error().contains("  File \"helper.py\", line 3, in fail\n    raise OSError('broken')\n"));
        Files.writeString(folder.resolve("helper.py"), "value = 2\n");
        var again = kernel.answer(kernel.begin("program.py", program, folder.toString(), 0, true));
        assertEquals("2\n", again.out());
        kernel.close();
        var elsewhere = KernelProcess.shared().run(program);
        assertTrue(elsewhere.error().contains("ModuleNotFoundError: No module named 'helper'\n"));
    }

    @Test
    void aProcessWhoseProgramHasLeftAThreadTakesNoOtherEvenWhenTheThreadHasEnded() throws Exception {
        try (var kernel = KernelProcess.start("-Xmx512m")) {
            kernel.run("""
                    import threading, time
                    threading.Thread(target=time.sleep, args=(0.5,), daemon=True).start()
                    """);
            // Modules are loaded in idle time, and what is loaded is remembered.
            Thread.sleep(1000);
            for (int i = 0; i < 2; i++) {
                kernel.begin("program.py", "pass", "", 0, false);
                var reply = kernel.next();
                assertTrue(reply instanceof Reply.Unfit, () -> "not unfit: " + reply);
            }
        }
    }

    @Test
    void aThreadMayEndAMomentAfterItsProgram() throws Exception {
        try (var kernel = KernelProcess.start("-Xmx512m")) {
            for (int i = 0; i < 3; i++) {
                var answer = kernel.run("""
                        import _thread, time
                        _thread.start_new_thread(lambda: time.sleep(0.01), ())
                        print("done")
                        """);
                assertEquals("done\n", answer.out(), answer.error());
            }
        }
    }

    @Test
    void aProcessThatTheSystemHoldsToAFolderTakesNoProgramOfAnotherNorOnAGpu(@TempDir Path folder) throws Exception {
        try (var kernel = KernelProcess.start("-Xmx512m")) {
            var first = Files.createDirectory(folder.resolve("first"));
            var second = Files.createDirectory(folder.resolve("second"));
            assertEquals(
                    "1\n",
                    kernel.answer(kernel.begin("a.py", "print(1)", first.toString(), 0, false))
                            .out());
            long id = kernel.begin("b.py", "print(2)", second.toString(), 0, false);
            assertEquals(new Reply.Unfit(id, "the system holds this process to other files"), kernel.next());
            id = kernel.begin("b.py", "print(2)", first.toString(), 0, "gpu", false);
            assertEquals(new Reply.Unfit(id, "the system holds this process to other files"), kernel.next());
            assertEquals(
                    "3\n",
                    kernel.answer(kernel.begin("a.py", "print(3)", first.toString(), 0, false))
                            .out());
        }
    }

    @Test
    void theSystemRefusesWhereTheHookIsOffAndTheHookWhereTheSystemDoesNot(@TempDir Path folder) throws Exception {
        var secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        var own = Files.createDirectory(folder.resolve("own"));
        var program = """
                import os, socket
                def refused(what):
                    try:
                        what()
                        print("done")
                    except OSError as error:
                        print(type(error).__name__)
                refused(lambda: open(%s).read())
                refused(lambda: open("new.txt", "w"))
                refused(lambda: os.mkdir("new"))
                refused(lambda: socket.socket())
                refused(lambda: os.posix_spawn("/bin/true", ["true"], {}))
                """.formatted("'" + secret + "'");
        for (var without : List.of("first", "second")) {
            try (var kernel = KernelProcess.start("-Xmx512m", "-Ddev.backstep.kernel.without-wall=" + without)) {
                var answer = kernel.answer(kernel.begin("a.py", program, own.toString(), 0, false));
                assertEquals("PermissionError\n".repeat(5), answer.out(), "without the " + without + " wall");
            }
        }
    }

    @Test
    void aBuiltInThatDoesNotEndNeedsAKillAndTheNextKernelWorks() throws Exception {
        try (var kernel = KernelProcess.start("-Xmx512m")) {
            long id = kernel.begin("a.py", "print('on', flush=True)\nsum(range(10**12))\n", "", 0, true);
            kernel.next();
            kernel.send(new Request.Interrupt(id));
            assertTrue(kernel.process().isAlive());
            kernel.process().destroyForcibly();
            assertTrue(kernel.exitStatus() != 0);
        }
        assertEquals("fine\n", KernelProcess.shared().run("print('fine')").out());
    }

    @Test
    void aProgramThatEatsTheMemoryIsToldSoAndTheKernelGoesOn() throws Exception {
        try (var kernel = KernelProcess.start("-Xmx512m", "-Dbackstep.machine-megabytes=2048")) {
            var answer = kernel.run("print('on')\nhoard = []\nwhile True:\n    hoard.append([0] * 100)\n");
            assertEquals(End.FAILED, answer.finished().end());
            assertTrue(answer.error().contains("\nMemoryError: the program needs more memory than"), answer.error());
            assertEquals("MemoryError", answer.recording().problems().getLast().type());
            assertEquals("on\n", answer.out());
            assertEquals("next\n", kernel.run("print('next')").out());
        }
    }

    @Test
    void anAllocationThatIsTooLargeIsAMemoryErrorAndTheKernelGoesOn() throws Exception {
        try (var kernel = KernelProcess.start("-Xmx256m", "-Dbackstep.machine-megabytes=2048")) {
            assertTrue(kernel.run("[0] * 1_000_000_000\n").error().endsWith("\nMemoryError\n"));
            assertEquals("next\n", kernel.run("print('next')").out());
        }
    }

    @Test
    void aTensorThatIsTooLargeIsAnErrorInPyTorchsWordsAndTheKernelGoesOn() throws Exception {
        try (var kernel = KernelProcess.start("-Xmx256m")) {
            assertTrue(kernel.run("import torch\ntorch.zeros(1_000_000_000)\n")
                    .error()
                    .contains("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4000000000 bytes."));
            assertEquals("next\n", kernel.run("print('next')").out());
        }
    }

    @Test
    void shutdownAndTheEndOfItsInputEndTheProcess() throws Exception {
        try (var kernel = KernelProcess.start("-Xmx512m")) {
            kernel.begin("a.py", "while True:\n    pass\n", "", 0, false);
            kernel.send(new Request.Shutdown());
            assertEquals(0, kernel.exitStatus());
        }
        try (var kernel = KernelProcess.start("-Xmx512m")) {
            kernel.process().getOutputStream().close();
            assertEquals(0, kernel.exitStatus());
        }
    }
}
