package dev.backstep.app.cli;

import dev.backstep.app.kernel.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backstep run`.
@Command(
        name = "run",
        description = {
            "Runs programs, each in a fresh namespace, in one warm process.",
            "Prints what they print; a program that fails prints its traceback, the others run all the same."
        },
        mixinStandardHelpOptions = true,
        synopsisHeading = "Usage:%n  ",
        parameterListHeading = "%nArguments:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all programs ran to their end", "1:at least one failed", "2:the request cannot be met"})
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "Write what NAME.py prints to DIR/NAME.out and DIR/NAME.err. DIR is made if need be.")
    private Path outputFolder;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Python programs.")
    private List<Path> files;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws RefusedException {
        for (var file : files) {
            FileChecks.requireFile(file);
        }
        if (outputFolder != null) {
            requireDistinctNames();
            FileChecks.requireWritableFolder(outputFolder);
        }
        var exitCode = 0;
        try (var kernel = new Kernel(terminal, options)) {
            for (var file : files) {
                var program = options.read(file);
                var failed = outputFolder == null
                        ? kernel.run(program, false, terminal::print).failed()
                        : runIntoFiles(kernel, program);
                exitCode = failed ? Cli.FAILED : exitCode;
            }
        }
        return exitCode;
    }

    private boolean runIntoFiles(Kernel kernel, Program program) throws RefusedException {
        try (var files = new OutputFiles(outputFolder, stem(program.name()))) {
            return kernel.run(program, false, files).failed();
        } catch (IOException e) {
            throw new RefusedException("%s cannot be written: %s.".formatted(outputFolder, FileChecks.reason(e)), e);
        } catch (UncheckedIOException e) {
            throw new RefusedException(
                    "%s cannot be written: %s.".formatted(outputFolder, FileChecks.reason(e.getCause())), e);
        }
    }

    private void requireDistinctNames() throws RefusedException {
        Map<String, Path> taken = new HashMap<>();
        for (var file : files) {
            var other = taken.put(stem(file.getFileName().toString()), file);
            if (other != null) {
                throw new RefusedException("%s and %s would be written to the same file.".formatted(other, file));
            }
        }
    }

    private static String stem(String name) {
        var dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
