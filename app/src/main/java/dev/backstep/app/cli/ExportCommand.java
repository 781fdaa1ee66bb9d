package dev.backstep.app.cli;

import dev.backstep.app.export.ExportException;
import dev.backstep.app.export.ExportFormat;
import dev.backstep.app.export.ExportOptions;
import dev.backstep.app.export.Exported;
import dev.backstep.app.export.GraphExporter;
import dev.backstep.app.export.NumberedFiles;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.Files;
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
            "Writes the picture of a program's graph, as it is in the end, at a step of a backward pass, or at all"
                    + " steps of one.",
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
    private static final double SHORTEST_STEP = 0.1;
    private static final double LONGEST_STEP = 60;

    private final Terminal terminal;

    @Mixin
    private RunOptions options;

    @Parameters(paramLabel = "FILE", description = "A Python program, or a recording (.backstep).")
    private Path file;

    @Option(
            names = "-o",
            paramLabel = "OUT",
            required = true,
            description = "The file to write: .png, .svg, .pdf, .dot or .graphml; all steps of a pass: .gif, .mp4,"
                    + " or with --all-steps a .pdf with a page a step, or numbered files (a folder, or a name such as"
                    + " step-%%03d.png).")
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
            names = "--all-steps",
            description = "Show all steps of the pass (by default the first pass): what .gif and .mp4 always do.")
    private boolean allSteps;

    @Option(
            names = "--step-seconds",
            paramLabel = "X",
            defaultValue = "" + ExportOptions.STEP_SECONDS,
            description = "How long a .gif or .mp4 takes for a step (default: ${DEFAULT-VALUE}).")
    private double stepSeconds;

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
            description = "Pixels a unit in .png, .gif and .mp4 (default: ${DEFAULT-VALUE}). A picture that would be"
                    + " too large is scaled down, which is said.")
    private double scale;

    @Option(names = "--transparent", description = "Leave the ground out (not in .gif and .mp4).")
    private boolean transparent;

    @Option(names = "--no-legend", description = "Leave out the key to the kinds of nodes.")
    private boolean noLegend;

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
        if (!(stepSeconds >= SHORTEST_STEP && stepSeconds <= LONGEST_STEP)) {
            throw new RefusedException(
                    "--step-seconds needs a number from %s to %.0f.".formatted(SHORTEST_STEP, LONGEST_STEP));
        }
        FileChecks.requireFile(file);
        try {
            boolean whole = wantsAllSteps();
            var source = source();
            if (source.recording == null) {
                terminal.say("there is no picture, since nothing was recorded.");
                return Cli.FAILED;
            }
            var written = whole ? exportPass(source.recording) : exportMoment(source.recording);
            if (written.remark() != null) {
                terminal.say(written.remark());
            }
            return source.failed ? Cli.FAILED : 0;
        } catch (ExportException e) {
            throw new RefusedException(e.getMessage(), e);
        } catch (IOException e) {
            throw new RefusedException(FileChecks.reason(e), e);
        }
    }

    /// Refuses, before the program is run, what cannot be written.
    private boolean wantsAllSteps() throws RefusedException, ExportException {
        boolean folder = Files.isDirectory(output);
        if (folder && !allSteps) {
            throw new RefusedException(
                    "%s is a folder; it can hold the numbered pictures of --all-steps.".formatted(output));
        }
        var format = folder ? ExportFormat.PNG : ExportFormat.of(output);
        boolean whole = allSteps || format.moves();
        if (whole && step != null) {
            throw new RefusedException(
                    allSteps
                            ? "--step and --all-steps exclude each other."
                            : "A %s shows all steps of a pass, so --step is not for it.".formatted(format));
        }
        if (transparent && !format.canBeTransparent()) {
            throw new RefusedException("A %s cannot be transparent.".formatted(format));
        }
        if (!whole && NumberedFiles.isPattern(output)) {
            throw new RefusedException(
                    "The name %s is for the numbered pictures of --all-steps.".formatted(output.getFileName()));
        }
        FileChecks.requireWritable(
                whole && !format.holdsMany() ? NumberedFiles.of(output, 1).file(1) : output);
        return whole;
    }

    private Exported exportMoment(Recording recording) throws RefusedException, ExportException {
        return exporter(RecordingIndex.of(recording), cursor(recording)).moment(output);
    }

    private Exported exportPass(Recording recording) throws RefusedException, ExportException {
        var chosen = pass(recording);
        var index = RecordingIndex.of(recording);
        return exporter(index, new Cursor(chosen.startedAt() + 1))
                .pass(index, chosen, output, new TerminalProgress(terminal.err()));
    }

    private GraphExporter exporter(RecordingIndex index, Cursor cursor) {
        var look = new ExportOptions(theme == Ground.DARK, scale, !noLegend, transparent, stepSeconds);
        var ground = look.dark() ? GraphTheme.dark() : GraphTheme.light();
        var moment = new Moment(index, cursor, Selection.NOTHING);
        return new GraphExporter(Picture.of(moment, GraphOptions.DEFAULT, ground), null, look);
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
        var chosen = pass(recording);
        return new Cursor(place(chosen, pass == null ? 1 : pass));
    }

    private BackwardPass pass(Recording recording) throws RefusedException {
        var passes = recording.passes();
        var number = pass == null ? 1 : pass;
        if (number < 1 || number > passes.size()) {
            throw new RefusedException(
                    "There is no backward pass %d; the program made %d.".formatted(number, passes.size()));
        }
        return passes.get(number - 1);
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
