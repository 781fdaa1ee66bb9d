package dev.backstep.app.cli;

import dev.backstep.app.Version;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The command `backstep` with its subcommands.
@Command(
        name = "backstep",
        description = "A desktop debugger for PyTorch's backward pass. Without a subcommand the window opens.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        synopsisHeading = "Usage:%n",
        customSynopsis = {"  backstep [FILE]", "  backstep COMMAND [OPTIONS] FILE..."},
        commandListHeading = "%nCommands:%n",
        parameterListHeading = "%nArguments:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:a program failed, took too long or used up its memory",
            "2:the request cannot be met: wrong usage, a file that is missing or cannot be written"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  backstep run diamond.py",
            "  backstep run --seed 0 --output-dir out *.py",
            "  backstep record diamond.py -o diamond.backstep",
            "  backstep export diamond.py -o diamond.svg --pass 1 --step 4",
            "  backstep export diamond.py -o pass.gif --pass 2 --all-steps",
            "",
            "'backstep COMMAND --help' describes a command."
        })
public final class Cli implements Runnable {
    /// The words that are no files. Said here, too, because whoever wants the window should not wait for picocli.
    static final Set<String> COMMANDS = Set.of("run", "record", "export", "help");

    /// Those that always run a program.
    private static final Set<String> RUNS = Set.of("run", "record");

    static final int FAILED = 1;
    static final int REFUSED = 2;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "A .py or .backstep file to open in the window.")
    private String file;

    @Spec
    private CommandSpec spec;

    private Cli() {}

    /// Whether these arguments ask for the window: none, or one file.
    public static boolean asksForWindow(String[] arguments) {
        return arguments.length == 0
                || arguments.length == 1 && !arguments[0].startsWith("-") && !COMMANDS.contains(arguments[0]);
    }

    /// Carries a command out and returns its exit code.
    ///
    /// @param properties the system properties, which say where the kernel is
    public static int run(String[] arguments, PrintStream out, PrintStream err, Properties properties) {
        var terminal = new Terminal(out, err, properties);
        if (arguments.length > 1 && RUNS.contains(arguments[0])) {
            terminal.startKernel(arguments);
        }
        try {
            return commandLine(terminal).execute(arguments);
        } finally {
            terminal.kernels().forEach(StartedKernel::close);
        }
    }

    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new Cli())
                .addSubcommand(new RunCommand(terminal))
                .addSubcommand(new RecordCommand(terminal))
                .addSubcommand(new ExportCommand(terminal))
                .addSubcommand(new CommandLine.HelpCommand())
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> terminal.explain(e));
    }

    /// Reached only with more arguments than the window takes, or with an option that is not for it.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Unknown command.");
    }

    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Backstep " + Version.current()};
        }
    }
}
