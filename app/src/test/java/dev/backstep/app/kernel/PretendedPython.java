package dev.backstep.app.kernel;

import dev.backstep.app.kernel.KernelPool.Outcome;
import dev.backstep.recording.Event;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Runs programs in no time, as far as tests of what is seen need them: it knows `print(NAME)` and `NAME = VALUE` with
/// the values `1`, `x`, `x.exp` and `x.exp(…)`. Brackets that are not closed, and lines that end in the middle, are
/// syntax errors; other words are unknown names and attributes. A program that contains `crash` ends the process, and
/// one that contains `lost` has no recording. It has no modules to import.
final class PretendedPython implements ProgramHost {
    private static final Pattern PRINT = Pattern.compile("print\\((\\w+)\\)");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\w+ = (1|x|x\\.exp|x\\.exp\\(.*\\))");
    private static final Pattern HALF = Pattern.compile(".*[=.,] *");
    private static final Pattern ATTRIBUTE = Pattern.compile(".*\\.(\\w+)");

    final List<String> sources = new ArrayList<>();

    @Override
    public Outcome run(Request.Run request, Duration limit, KernelPool.Audience audience) {
        var source = request.source();
        sources.add(source);
        if (source.contains("crash")) {
            return new Outcome.Died("The kernel process ended.");
        }
        if (source.contains("lost")) {
            return new Outcome.Finished(new Reply.Finished(
                    request.id(), Recording.End.FAILED, null, "RuntimeError: the recorder has failed\n"));
        }
        if (source.lines().anyMatch(line -> open(line) || HALF.matcher(line).matches())) {
            return failed(request, "SyntaxError", "invalid syntax");
        }
        for (var line : source.lines().filter(line -> !line.isBlank()).toList()) {
            if (line.startsWith("import ")) {
                var module = line.substring("import ".length());
                return failed(request, "ModuleNotFoundError", "No module named '%s'".formatted(module));
            }
            var print = PRINT.matcher(line);
            var attribute = ATTRIBUTE.matcher(line);
            if (print.matches()) {
                audience.printed(new Reply.Output(request.id(), Event.Stream.OUT, print.group(1) + "\n"));
            } else if (!ASSIGNMENT.matcher(line).matches()) {
                return attribute.matches()
                        ? failed(request, "AttributeError", attribute.group(1))
                        : failed(request, "NameError", line);
            }
        }
        return finished(request, Recording.End.FINISHED, List.of(), null);
    }

    private static boolean open(String line) {
        return line.chars().filter(c -> c == '(').count()
                > line.chars().filter(c -> c == ')').count();
    }

    private static Outcome failed(Request.Run request, String type, String message) {
        var problem = new Problem(
                0, Problem.Severity.ERROR, type, message, null, List.of(), "", Recording.NONE, Recording.NONE, 0);
        return finished(request, Recording.End.FAILED, List.of(problem), "Traceback: " + type + "\n");
    }

    private static Outcome finished(Request.Run request, Recording.End end, List<Problem> problems, String error) {
        var empty = Recording.empty(request.name(), request.source());
        var recording = new Recording(
                empty.version(),
                empty.name(),
                empty.source(),
                new Recording.Run("pretended", "cpu", "", request.seed(), end, 1_000_000, 0, Recording.Omitted.NOTHING),
                empty.statements(),
                empty.tensors(),
                empty.snapshots(),
                empty.operations(),
                empty.structure(),
                empty.nodes(),
                empty.passes(),
                empty.hooks(),
                problems,
                empty.notes(),
                empty.timeline());
        return new Outcome.Finished(new Reply.Finished(request.id(), end, recording, error));
    }

    @Override
    public void interrupt() {
        // Nothing here takes any time.
    }

    @Override
    public void findDevices() {
        // Tests of devices have a process.
    }

    @Override
    public void restart() {
        // There is no process.
    }
}
