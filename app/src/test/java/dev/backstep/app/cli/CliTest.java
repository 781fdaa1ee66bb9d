package dev.backstep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.examples.Example;
import dev.backstep.recording.RecordingFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands with the real kernel. A kernel takes seconds to start, so each test asks for as much as it can of one.
@Timeout(180)
class CliTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /// The system holds a kernel to one folder, so the second program needs another one.
    @Test
    void programsOfTwoFoldersRunOneAfterTheOther() throws Exception {
        var first = Files.createDirectory(folder.resolve("first"));
        var second = Files.createDirectory(folder.resolve("second"));
        for (var place : List.of(first, second)) {
            Files.writeString(place.resolve("beside.txt"), place.getFileName() + "\n");
            Files.writeString(place.resolve("program.py"), "print(open('beside.txt').read(), end='')\n");
        }
        assertEquals(
                0,
                run(
                        "run",
                        first.resolve("program.py").toString(),
                        second.resolve("program.py").toString()));
        assertEquals("first\nsecond\n", text(out));
    }

    @Test
    void whatAProgramPrintsComesOutOnItsTwoStreamsAndAFailureIsATraceback() throws Exception {
        var good = program("good.py", "import sys, torch\nprint('½', torch.ones(2))\nprint('warn', file=sys.stderr)\n");
        var bad = program("bad.py", "def f():\n    return 1 / 0\nprint('before')\nf()\n");
        assertEquals(1, run("run", "--seed", "0", good, bad));
        assertEquals("½ tensor([1., 1.])\nbefore\n", text(out));
        assertEquals("""
                warn
                Traceback (most recent call last):
                  File "bad.py", line 4, in <module>
                    f()
                    ~^^
                  File "bad.py", line 2, in f
                    return 1 / 0
                           ~~^~~
                ZeroDivisionError: division by zero
                """, text(err));
    }

    @Test
    void everyExampleRunsToItsEnd() throws Exception {
        var files = new ArrayList<String>(List.of("run"));
        for (var example : Example.all()) files.add(program(example.file(), example.text()));
        assertEquals(0, run(files.toArray(String[]::new)), text(err));
        assertEquals("", text(err));
    }

    @Test
    void eachProgramGetsItsFilesAndTheLimitIsForEachAlone() throws Exception {
        var outputs = folder.resolve("made").resolve("outputs");
        var first = program("first.py", "import torch\nprint(torch.rand(1).item())\nx = 1\n");
        var endless = program("endless.py", "print('in')\nwhile True:\n    pass\n");
        var hanging = program("hanging.py", "print('in')\nsum(range(10**12))\n");
        var second = program("second.py", "import torch\nprint(torch.rand(1).item())\nprint('x' in globals())\n");
        assertEquals(
                1,
                run(
                        "run",
                        "--seed",
                        "3",
                        "--timeout",
                        "2",
                        "--output-dir",
                        outputs.toString(),
                        first,
                        endless,
                        hanging,
                        second));
        assertEquals("", text(out));
        var draw = Files.readString(outputs.resolve("first.out"));
        assertEquals(draw + "False\n", Files.readString(outputs.resolve("second.out")), "fresh seed and namespace");
        assertEquals("", Files.readString(outputs.resolve("first.err")));
        for (var name : new String[] {"endless", "hanging"}) {
            assertEquals("in\n", Files.readString(outputs.resolve(name + ".out")));
            assertTrue(
                    Files.readString(outputs.resolve(name + ".err")).contains(name + ".py was stopped after 2 s."),
                    name);
        }
    }

    @Test
    void aRecordingIsWrittenAndExported() throws Exception {
        var program = program("diamond.py", """
                import torch
                a = torch.tensor([2., 3.], requires_grad=True)
                b = torch.tensor([6., 4.], requires_grad=True)
                Q = 3*a**3 - b**2
                Q.sum().backward()
                """);
        var recording = folder.resolve("diamond.backstep");
        assertEquals(0, run("record", program, "-o", recording.toString()), () -> text(err));
        var read = RecordingFile.read(recording);
        assertEquals(1, read.passes().size());

        var picture = folder.resolve("diamond.svg");
        assertEquals(
                0,
                run(
                        "export",
                        recording.toString(),
                        "-o",
                        picture.toString(),
                        "--pass",
                        "1",
                        "--step",
                        "2",
                        "--theme",
                        "dark"),
                () -> text(err));
        assertTrue(Files.readString(picture).contains("PowBackward0"));

        assertEquals(2, run("export", recording.toString(), "-o", picture.toString(), "--pass", "2"));
        assertTrue(text(err).contains("There is no backward pass 2"), () -> text(err));
        aWholePassIsExported(
                recording.toString(), read.passes().getFirst().steps().size());
    }

    private void aWholePassIsExported(String recording, int steps) throws Exception {
        var gif = folder.resolve("pass.gif").toString();
        var small = List.of("--scale", "0.5", "--step-seconds", "0.2");
        var animation = new ArrayList<>(List.of("export", recording, "--pass", "1", "--all-steps", "-o", gif));
        animation.addAll(small);
        assertEquals(0, run(animation.toArray(String[]::new)), () -> text(err));
        try (var stream = ImageIO.createImageInputStream(Path.of(gif).toFile())) {
            var reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(stream);
            assertTrue(reader.getNumImages(true) > steps);
        }
        var numbered = folder.resolve("step-%02d.png").toString();
        assertEquals(
                0,
                run("export", recording, "--all-steps", "-o", numbered, "--transparent", "--no-legend"),
                () -> text(err));
        assertTrue(Files.exists(folder.resolve("step-0%d.png".formatted(steps))));
        refused("exclude each other", "export", recording, "--all-steps", "--step", "1", "-o", numbered);
        refused("shows all steps", "export", recording, "--step", "1", "-o", gif);
        refused("cannot be transparent", "export", recording, "--transparent", "-o", gif);
        refused("numbered pictures", "export", recording, "-o", numbered);
        refused("numbered pictures", "export", recording, "-o", folder.toString());
        refused("--step-seconds", "export", recording, "--step-seconds", "0", "-o", gif);
    }

    @Test
    void requestsThatCannotBeMetAreRefusedInASentence() throws Exception {
        var program = program("ok.py", "print(1)\n");
        refused("There is no file", "run", folder.resolve("missing.py").toString());
        refused("is a folder", "run", folder.toString());
        refused("is not a folder", "run", "--output-dir", program, program);
        refused("same file", "run", "--output-dir", folder.toString(), program, program);
        refused("positive number", "run", "--timeout", "-1", program);
        refused(
                "There is no folder",
                "record",
                program,
                "-o",
                folder.resolve("no").resolve("x.backstep").toString());
        refused(
                "cannot write .bmp",
                "export",
                program,
                "-o",
                folder.resolve("x.bmp").toString());
        refused("--scale", "export", program, "-o", folder.resolve("x.png").toString(), "--scale", "0");
        refused(
                "not a Backstep recording",
                "export",
                program("bad.backstep", "oops"),
                "-o",
                folder.resolve("x.png").toString());
        refused("Missing required parameter", "run");
        refused("Unknown option", "run", "--frobnicate", program);
        refused("Invalid value", "run", "--device", "abacus", program);
        refused("Did you mean: backstep run?", program, program);
    }

    @Test
    void helpAndVersionAreComplete() {
        assertEquals(0, run("--version"));
        assertTrue(text(out).matches("Backstep \\d+\\.\\d+\\.\\d+\\R"), () -> text(out));
        assertEquals(0, run("--help"));
        for (var word : new String[] {"run", "record", "export", "Exit codes", "[FILE]"}) {
            assertTrue(text(out).contains(word), word);
        }
        assertEquals(0, run("run", "--help"));
        for (var option : new String[] {"--seed", "--device", "--timeout", "--output-dir", "FILE"}) {
            assertTrue(text(out).contains(option), option);
        }
        assertEquals(0, run("export", "--help"));
        for (var option : new String[] {
            "--pass",
            "--step",
            "--all-steps",
            "--step-seconds",
            "--theme",
            "--scale",
            "--transparent",
            "--no-legend",
            "-o",
            ".mp4",
            "%03d"
        }) {
            assertTrue(text(out).contains(option), option);
        }
    }

    @Test
    void noArgumentOrAFileAsksForTheWindow() {
        assertTrue(Cli.asksForWindow(new String[] {}));
        assertTrue(Cli.asksForWindow(new String[] {"a.py"}));
        assertFalse(Cli.asksForWindow(new String[] {"run"}));
        assertFalse(Cli.asksForWindow(new String[] {"--help"}));
        assertFalse(Cli.asksForWindow(new String[] {"run", "a.py"}));
    }

    @Test
    void everyCommandThatThereIsIsKnownBeforePicocliIsLoaded() {
        var terminal = new Terminal(System.out, System.err, System.getProperties());
        assertEquals(Cli.COMMANDS, Cli.commandLine(terminal).getSubcommands().keySet());
    }

    private void refused(String reason, String... arguments) {
        err.reset();
        assertEquals(2, run(arguments), () -> String.join(" ", arguments));
        assertTrue(text(err).contains(reason), () -> text(err));
    }

    private int run(String... arguments) {
        return Cli.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                System.getProperties());
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private String program(String name, String source) throws Exception {
        return Files.writeString(folder.resolve(name), source).toString();
    }
}
