package dev.backstep.kernel;

import dev.backstep.engine.Tensor;
import dev.backstep.kernel.recorder.Recorder;
import dev.backstep.recording.Event;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// What `host.py` may ask of Java. One instance serves all programs, one after the other; see `host.py` for who calls
/// what.
public final class Host {
    /// The identifier of a program that nobody asked for: what it prints goes nowhere.
    static final long UNHEARD = -1;

    private static final String PACKAGES = "python/";

    /// How the names of files end that a profiler may write, so that it overwrites no program.
    private static final List<String> EXPORTS = List.of(".json", ".json.gz", ".txt", ".stacks");

    private final Object binding;
    private final Replies replies;
    private @Nullable Program program;
    private List<String> unwound = List.of();

    /// A program that runs.
    ///
    /// @param folder where its imports and files may come from, or null
    static final class Program {
        private final long id;
        private final @Nullable Path folder;
        private final @Nullable Recorder recorder;
        private @Nullable String error;

        Program(long id, @Nullable Path folder, @Nullable Recorder recorder) {
            this.id = id;
            this.folder = folder;
            this.recorder = recorder;
        }

        /// The text of the error that ended it, as Python prints it; null while there is none.
        @Nullable
        String error() {
            return error;
        }
    }

    Host(Object binding, Replies replies) {
        this.binding = binding;
        this.replies = replies;
    }

    void begin(Program next) {
        program = next;
    }

    void end() {
        program = null;
    }

    /// The Java side of the package `torch`.
    @HostAccess.Export
    public Object binding() {
        return binding;
    }

    /// Throws, so that the interpreter learns what an error from Java looks like while the stack is short. What it
    /// loads for that must not be loaded first by a program that has just used its stack up: a class whose
    /// initialisation fails is lost for ever.
    @HostAccess.Export
    public void fail() {
        throw new IllegalStateException("on purpose");
    }

    /// Where the program was when an error unwound it that leaves no trace, outermost first, as `line:function`.
    @HostAccess.Export
    public List<String> unwound() {
        return unwound;
    }

    void unwoundFrom(List<String> frames) {
        unwound = frames;
    }

    // Imports

    /// A module's source, from our own packages or from beside the program.
    ///
    /// @param users whether it is the user's
    public record Module(String sourceText, String path, boolean inPackage, boolean users) {
        @HostAccess.Export
        public String source() {
            return sourceText;
        }

        @HostAccess.Export
        public String file() {
            return path;
        }

        @HostAccess.Export
        public boolean isPackage() {
            return inPackage;
        }

        @HostAccess.Export
        public boolean isUsers() {
            return users;
        }
    }

    /// The module of a dotted name, or null if neither we nor the user have it.
    @HostAccess.Export
    public @Nullable Module module(String name) {
        var path = name.replace('.', '/');
        for (var file : List.of(path + "/__init__.py", path + ".py")) {
            boolean inPackage = file.endsWith("/__init__.py");
            var ours = ours(file);
            if (ours != null) {
                return new Module(ours, file, inPackage, false);
            }
            var users = users(file);
            if (users != null) {
                return new Module(users, file, inPackage, true);
            }
        }
        return null;
    }

    private static @Nullable String ours(String file) {
        try (InputStream in = Host.class.getResourceAsStream(PACKAGES + file)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable String users(String file) {
        var path = inFolder(file);
        if (path == null || !Files.isRegularFile(path)) {
            return null;
        }
        try {
            return Files.readString(path);
        } catch (IOException e) {
            return null;
        }
    }

    /// The contents of a file in the program's folder; null if there is none; a sentence that says why it may not be
    /// read.
    @HostAccess.Export
    public @Nullable Object file(String name) {
        var path = inFolder(name);
        if (path == null) {
            return "Backstep programs can only read files beside them";
        }
        try {
            return Files.isRegularFile(path) ? Files.readAllBytes(path) : null;
        } catch (IOException e) {
            return "Backstep cannot read this file: " + e.getMessage();
        }
    }

    /// Writes what a profiler exports; compressed if the name ends in `.gz`.
    ///
    /// Only a program that runs alone may do it. The window runs a program again at every change of its text,
    /// so it would write a file for each letter of the file's name.
    ///
    /// @return a sentence that says why it is refused; null if it was written
    @HostAccess.Export
    public @Nullable String writeExport(String name, String text) {
        if (program == null || program.recorder != null || program.folder == null) {
            return "Backstep programs cannot write files while they are recorded; run this one with backstep run";
        }
        var path = inFolder(name);
        if (path == null || !isIn(program.folder, path.getParent())) {
            return "Backstep programs can only write files beside them";
        }
        if (EXPORTS.stream().noneMatch(name::endsWith)) {
            return "Backstep programs can only write files that end in " + String.join(", ", EXPORTS);
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        try (OutputStream file = Files.newOutputStream(path);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
            out.write(bytes);
            return null;
        } catch (IOException e) {
            return "Backstep cannot write this file: " + e.getMessage();
        }
    }

    private static boolean isIn(Path folder, Path path) {
        try {
            return path.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private @Nullable Path inFolder(String name) {
        var folder = program == null ? null : program.folder;
        if (folder == null) {
            return null;
        }
        try {
            var path = folder.resolve(name).toRealPath();
            return path.startsWith(folder.toRealPath()) ? path : null;
        } catch (IOException e) {
            var path = folder.resolve(name).normalize();
            return path.startsWith(folder.normalize()) ? path : null;
        }
    }

    // What a program says

    @HostAccess.Export
    public void write(boolean toError, String text) {
        var stream = toError ? Event.Stream.ERR : Event.Stream.OUT;
        if (program == null) {
            return;
        }
        if (program.id != UNHEARD) {
            replies.print(program.id, stream, text);
        }
        if (program.recorder != null) {
            program.recorder.printed(stream, text);
        }
    }

    /// @param line 0 if it was not raised in the program itself
    @HostAccess.Export
    public void warned(String type, String message, int line, String text) {
        var recorder = recorder();
        if (recorder != null) {
            var span = line > 0 ? recorder.statementAt(line) : null;
            recorder.problem(Problem.Severity.WARNING, type, message, span, List.of(), text);
        }
    }

    /// @param line 0 if the place is unknown
    /// @param column 0 if only the line is known
    /// @param frames `line:function`, outermost first
    /// @param text as Python prints it
    @HostAccess.Export
    public void failed(
            String type,
            String message,
            int line,
            int column,
            int endLine,
            int endColumn,
            List<String> frames,
            String text) {
        if (program != null) {
            program.error = text;
        }
        var recorder = recorder();
        if (recorder != null) {
            var traceback = new ArrayList<Problem.Frame>();
            for (var frame : frames) {
                int colon = frame.indexOf(':');
                traceback.add(
                        new Problem.Frame(Integer.parseInt(frame.substring(0, colon)), frame.substring(colon + 1)));
            }
            var span = line == 0
                    ? null
                    : column == 0 ? recorder.statementAt(line) : new Span(line, column, endLine, endColumn);
            recorder.problem(Problem.Severity.ERROR, type, message, span, traceback, text);
        }
    }

    // What a program is made of and does

    /// The program's statements, a line each: line, column, end line, end column (columns from 0; -1 for the end of the
    /// line), and the names it binds.
    @HostAccess.Export
    public void statements(String table) {
        var recorder = recorder();
        if (recorder != null) {
            recorder.statements(table);
        }
    }

    @HostAccess.Export
    public void enterModule(String path) {
        var recorder = recorder();
        if (recorder != null) {
            recorder.enterModule(path);
        }
    }

    @HostAccess.Export
    public void exitModule() {
        var recorder = recorder();
        if (recorder != null) {
            recorder.exitModule();
        }
    }

    @HostAccess.Export
    public void beginZeroGrad(String by) {
        var recorder = recorder();
        if (recorder != null) {
            recorder.beginZeroGrad(by);
        }
    }

    @HostAccess.Export
    public void endZeroGrad() {
        var recorder = recorder();
        if (recorder != null) {
            recorder.endZeroGrad();
        }
    }

    /// @param tensors a list of engine tensors
    @HostAccess.Export
    public void optimizerStepped(String name, Value tensors) {
        var recorder = recorder();
        if (recorder != null) {
            recorder.optimizerStepped(name, tensors(tensors));
        }
    }

    /// A variable holds a tensor.
    ///
    /// @param parameter whether it is an `nn.Parameter`
    @HostAccess.Export
    public void named(String name, Value tensor, boolean parameter) {
        var recorder = recorder();
        if (recorder != null) {
            recorder.named(name, tensor.asHostObject(), parameter);
        }
    }

    /// What a recorder believes the program to call a tensor, such as a variable of a function that has ended.
    @HostAccess.Export
    public List<String> names(Value tensor) {
        var recorder = recorder();
        return recorder == null ? List.of() : recorder.names(tensor.asHostObject());
    }

    private static List<Tensor> tensors(Value list) {
        var tensors = new ArrayList<Tensor>();
        for (long i = 0; i < list.getArraySize(); i++) {
            tensors.add(list.getArrayElement(i).asHostObject());
        }
        return tensors;
    }

    private @Nullable Recorder recorder() {
        return program == null ? null : program.recorder;
    }
}
