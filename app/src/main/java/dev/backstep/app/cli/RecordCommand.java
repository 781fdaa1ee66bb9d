package dev.backstep.app.cli;

import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backstep record`.
@Command(
        name = "record",
        description = {
            "Runs a program and writes everything that happened to a recording, which the window opens.",
            "A program that fails is recorded up to where it failed."
        },
        mixinStandardHelpOptions = true,
        synopsisHeading = "Usage:%n  ",
        parameterListHeading = "%nArguments:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the program ran to its end", "1:it failed", "2:the request cannot be met"})
final class RecordCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private RunOptions options;

    @Parameters(paramLabel = "FILE", description = "A Python program.")
    private Path file;

    @Option(names = "-o", paramLabel = "OUT.backstep", required = true, description = "The recording to write.")
    private Path output;

    @Option(names = "--json", description = "Write JSON rather than CBOR.")
    private boolean json;

    RecordCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws RefusedException {
        var program = options.read(file);
        FileChecks.requireWritable(output);
        try (var kernel = new Kernel(terminal, options)) {
            var result = kernel.run(program, true, terminal::print);
            if (result.recording() == null) {
                terminal.say("nothing was recorded.");
            } else {
                RecordingFile.write(
                        result.recording(), output, json ? RecordingFile.Form.JSON : RecordingFile.Form.CBOR);
            }
            return result.failed() ? Cli.FAILED : 0;
        } catch (IOException e) {
            throw new RefusedException("%s cannot be written: %s.".formatted(output, FileChecks.reason(e)), e);
        }
    }
}
