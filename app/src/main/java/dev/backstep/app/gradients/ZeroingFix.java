package dev.backstep.app.gradients;

import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.recording.Event;
import dev.backstep.recording.Span;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A line to insert into the program so that gradients do not build up.
///
/// @param line the line before which it goes, from 1
/// @param text the statement, without indentation
/// @param indentation the white space that the line has to start with
public record ZeroingFix(int line, String text, String indentation) {
    private static final int MANY = 4;
    private static final Pattern STEP = Pattern.compile("([A-Za-z_][\\w.]*)\\.step\\s*\\(");
    private static final Pattern OPTIMIZER =
            Pattern.compile("^\\s*([A-Za-z_][\\w.]*)\\s*=\\s*(?:torch\\.)?optim\\.\\w+\\(");
    private static final Pattern BODY_ON_HEADER_LINE =
            Pattern.compile("^\\s*(?:for|while|if|elif|else|with|try|def)\\b.*:\\s*[^\\s#].*$");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_]\\w*");

    /// The fix for a build-up, before its second pass. Null where no statement can simply be put before that: the
    /// call stands on the line of its loop's header, its place is unknown, or the tensors have no names.
    static @Nullable ZeroingFix of(RecordingIndex index, BuildUp buildUp) {
        Span span = buildUp.contributions().get(1).pass().span();
        List<String> lines = index.recording().source().lines().toList();
        if (span == null || span.startLine() > lines.size()) {
            return null;
        }
        String line = lines.get(span.startLine() - 1);
        String statement = statement(index, buildUp);
        if (statement == null || BODY_ON_HEADER_LINE.matcher(line).matches()) {
            return null;
        }
        int indentation = line.length() - line.stripLeading().length();
        return new ZeroingFix(span.startLine(), statement, line.substring(0, indentation));
    }

    private static @Nullable String statement(RecordingIndex index, BuildUp buildUp) {
        String optimizer = optimizer(index, buildUp);
        if (optimizer != null) {
            return optimizer + ".zero_grad()";
        }
        List<String> names = buildUp.tensors().stream().map(index::name).toList();
        if (names.size() <= MANY
                && names.stream().allMatch(name -> VARIABLE.matcher(name).matches())) {
            return names.stream().map(name -> name + ".grad = ").collect(Collectors.joining()) + "None";
        }
        Set<String> models = new TreeSet<>();
        for (String name : names) {
            models.add(name.contains(".") ? name.substring(0, name.indexOf('.')) : "");
        }
        boolean one =
                models.size() == 1 && VARIABLE.matcher(models.iterator().next()).matches();
        return one ? models.iterator().next() + ".zero_grad()" : null;
    }

    /// The variable of the optimiser that steps one of the tensors, else of any optimiser that the source makes.
    private static @Nullable String optimizer(RecordingIndex index, BuildUp buildUp) {
        for (Event event : index.recording().timeline()) {
            if (event instanceof Event.OptimizerStepped stepped
                    && stepped.tensors().stream().anyMatch(buildUp.tensors()::contains)) {
                Matcher call = STEP.matcher(index.sourceOf(stepped.span()));
                if (call.find()) {
                    return call.group(1);
                }
            }
        }
        return index.recording()
                .source()
                .lines()
                .map(OPTIMIZER::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElse(null);
    }
}
