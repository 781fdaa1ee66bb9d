package dev.backstep.app.cli;

import dev.backstep.app.export.ExportException;
import dev.backstep.app.export.ExportFormat;
import dev.backstep.app.export.ExportOptions;
import dev.backstep.app.export.GraphExporter;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.replay.Cursor;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backstep export`.
@Command(
        name = "export",
        description = {
            "Writes the picture of a program's graph, as it is in the end or at a step of a backward pass.",
            "The ending of the output's name says in which format. A program is run first; what it prints is left out."
        },
        mixinStandardHelpOptions = true,
        synopsisHeading = "Usage:%n  ",
        parameterListHeading = "%nArguments:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the picture was written",
            "1:the program failed; the picture, if one was written, shows how far it came",
            "2:the request cannot be met"
        })
final class ExportCommand implements Callable<Integer> {
    private static final double LARGEST_SCALE = 16;

    private final Terminal terminal;

    @Mixin
    private RunOptions options;

    @Parameters(paramLabel = "FILE", description = "A Python program, or a recording (.backstep).")
    private Path file;

    @Option(
            names = "-o",
            paramLabel = "OUT",
            required = true,
            description = "The file to write: .png, .svg, .pdf, .dot or .graphml.")
    private Path output;

    @Option(
            names = "--pass",
            paramLabel = "N",
            description = "Show the N-th backward pass, counted from 1, at its end unless --step is given.")
    private Integer pass;

    @Option(
            names = "--step",
            paramLabel = "N",
            description = "Show the moment after the N-th step of the pass (by default the first pass), from 1; 0 is"
                    + " its start.")
    private Integer step;

    @Option(
            names = "--theme",
            paramLabel = "light|dark",
            defaultValue = "light",
            description = "The colours (default: ${DEFAULT-VALUE}).")
    private Ground theme = Ground.LIGHT;

    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "2",
            description = "Pixels a unit in a PNG (default: ${DEFAULT-VALUE}).")
    private double scale;

    enum Ground {
        LIGHT,
        DARK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Source(@Nullable Recording recording, boolean failed) {}

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws RefusedException {
        if (!(scale > 0 && scale <= LARGEST_SCALE)) {
            throw new RefusedException("--scale needs a number above 0 and up to %.0f.".formatted(LARGEST_SCALE));
        }
        FileChecks.requireFile(file);
        try {
            ExportFormat.of(output);
            FileChecks.requireWritable(output);
            var source = source();
            if (source.recording == null) {
                terminal.say("there is no picture, since nothing was recorded.");
                return Cli.FAILED;
            }
            var look = new ExportOptions(theme == Ground.DARK, scale, GraphOptions.DEFAULT);
            GraphExporter.export(source.recording, cursor(source.recording), look, output);
            return source.failed ? Cli.FAILED : 0;
        } catch (ExportException e) {
            throw new RefusedException(e.getMessage(), e);
        } catch (IOException e) {
            throw new RefusedException(FileChecks.reason(e), e);
        }
    }

    private Source source() throws RefusedException, IOException {
        if (file.toString().endsWith("." + RecordingFile.EXTENSION)) {
            return new Source(RecordingFile.read(file), false);
        }
        var program = options.read(file);
        try (var kernel = new Kernel(terminal, options)) {
            // Only its errors: the output is the picture.
            var result = kernel.run(program, true, (stream, text) -> {
                if (stream == Event.Stream.ERR) {
                    terminal.print(stream, text);
                }
            });
            return new Source(result.recording(), result.failed());
        }
    }

    private Cursor cursor(Recording recording) throws RefusedException {
        if (pass == null && step == null) {
            return new Cursor(recording.timeline().size());
        }
        var passes = recording.passes();
        var number = pass == null ? 1 : pass;
        if (number < 1 || number > passes.size()) {
            throw new RefusedException(
                    "There is no backward pass %d; the program made %d.".formatted(number, passes.size()));
        }
        return new Cursor(place(passes.get(number - 1), number));
    }

    private int place(BackwardPass chosen, int number) throws RefusedException {
        if (step == null) {
            return chosen.endedAt() + 1;
        }
        if (step < 0 || step > chosen.steps().size()) {
            throw new RefusedException("There is no step %d in backward pass %d, which has %d."
                    .formatted(step, number, chosen.steps().size()));
        }
        return step == 0 ? chosen.startedAt() + 1 : chosen.steps().get(step - 1).at() + 1;
    }
}
