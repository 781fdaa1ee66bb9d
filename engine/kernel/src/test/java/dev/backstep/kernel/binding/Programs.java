package dev.backstep.kernel.binding;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.backend.BackendProvider;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/// Runs Python programs against the binding in one warm context, without a kernel process: what the tests of the
/// package `torch` share. `main` runs files as `backstep run` does: `Programs OUTPUT_FOLDER FILE...`.
final class Programs implements AutoCloseable {
    private static final String PACKAGES = "/dev/backstep/kernel/python/";

    /// The part of the kernel's `host.py` that the package needs.
    private static final String BOOTSTRAP = """
            import sys
            _module = type(sys)
            _meeting = _module('_backstep')
            _meeting.binding = binding
            _meeting.recording = False
            _meeting.start_run = lambda seed, device: binding.start_run(seed, device)
            _meeting.tensor_of = lambda value: None
            _running = ['', []]
            def _line(frame):
                text = _running[1][frame.f_lineno - 1].strip()
                return f'  File "{_running[0]}", line {frame.f_lineno}, in {frame.f_code.co_name}\\n    {text}\\n'
            def _stack():
                out, frame = [], sys._getframe(1)
                while frame is not None:
                    if frame.f_code.co_filename == _running[0]:
                        out.append(_line(frame))
                    frame = frame.f_back
                return out[::-1]
            class _OfProgram:
                @staticmethod
                def get_source(name):
                    return '\\n'.join(_running[1])
            _meeting.stack = _stack
            _meeting.names_of = lambda tensor: []
            for _name in ('begin_zero_grad', 'end_zero_grad', 'enter_module', 'exit_module', 'optimizer_stepped'):
                setattr(_meeting, _name, lambda *arguments: None)
            _meeting.file_data = lambda path: read(str(path))
            def _write_file(path, text):
                raise PermissionError(1, 'test programs cannot write files', str(path))
            _meeting.write_file = _write_file
            sys.modules['_backstep'] = _meeting

            class _Finder:
                @staticmethod
                def find_spec(name, path=None, target=None):
                    path = name.replace('.', '/')
                    for file in (path + '/__init__.py', path + '.py'):
                        text = find(file)
                        if text is not None and text != '':
                            package = file.endswith('/__init__.py')
                            spec = type(sys.__spec__)(name, _Loader(text, file), origin=file, is_package=package)
                            if package:
                                spec.submodule_search_locations = [path]
                            return spec
                    return None

            class _Loader:
                def __init__(self, text, file):
                    self.text, self.file = text, file
                def create_module(self, spec):
                    return None
                def exec_module(self, module):
                    exec(compile(self.text, self.file, 'exec', 0, True), module.__dict__)

            sys.meta_path.insert(0, _Finder)

            def run(name, source, seed):
                _meeting.start_run(seed, device)
                main = _module('__main__')
                main.__loader__ = _OfProgram
                _running[:] = [name, source.split('\\n')]
                sys.modules['__main__'] = main
                try:
                    exec(compile(source, name, 'exec', 0, True), main.__dict__)
                    return True
                except SystemExit:
                    return True
                except BaseException as error:
                    trace, lines = error.__traceback__.tb_next, ['Traceback (most recent call last):']
                    while trace is not None:
                        code = trace.tb_frame.f_code
                        lines.append(f'  File "{code.co_filename}", line {trace.tb_lineno}, in {code.co_name}')
                        trace = trace.tb_next
                    sys.stdout.flush()
                    print('\\n'.join(lines) + f'\\n{type(error).__name__}: {error}', file=sys.stderr)
                    return False
                finally:
                    sys.stdout.flush()
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Context context;
    private final Value run;
    private final Engine engine = new Engine(new CpuBackend());

    Programs() {
        this(List.of());
    }

    /// @param gpus that the programs see; they run on the first one
    Programs(List<? extends BackendProvider.Offer> gpus) {
        engine.devices().show(gpus);
        var binding = new TorchBinding(engine);
        var device = gpus.isEmpty() ? Device.CPU : new Device("cuda", 0);
        context = Context.newBuilder("python")
                .option("engine.WarnInterpreterOnly", "false")
                .allowHostAccess(HostAccess.newBuilder(HostAccess.EXPLICIT)
                        .allowArrayAccess(true)
                        .allowListAccess(true)
                        .build())
                .allowIO(IOAccess.NONE)
                .out(out)
                .err(err)
                .build();
        var globals = context.getBindings("python");
        globals.putMember("binding", binding);
        globals.putMember("device", device.toString());
        globals.putMember("find", (ProxyExecutable) a -> resource(a[0].asString()));
        globals.putMember("read", (ProxyExecutable) a -> testFile(a[0].asString()));
        context.eval(Source.newBuilder("python", BOOTSTRAP, "bootstrap.py").buildLiteral());
        run = globals.getMember("run");
        binding.startRun(0L, device);
    }

    Engine engine() {
        return engine;
    }

    /// What a program prints; its error, if it ends with one, comes last.
    String run(String name, String source) {
        out.reset();
        err.reset();
        run.execute(name, source, 0);
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private static String resource(String file) {
        try (InputStream in = Programs.class.getResourceAsStream(PACKAGES + file)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file beside the test programs, or any other file in development.
    private static byte[] testFile(String name) {
        try (InputStream in = Programs.class.getResourceAsStream("programs/" + name)) {
            return in == null ? Files.readAllBytes(Path.of(name)) : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close(true);
    }

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        try (var programs = new Programs()) {
            for (int i = 1; i < arguments.length; i++) {
                var file = Path.of(arguments[i]);
                long started = System.nanoTime();
                var name = file.getFileName().toString();
                programs.run(name, Files.readString(file));
                var stem = name.replaceAll("\\.py$", "");
                Files.write(folder.resolve(stem + ".out"), programs.out.toByteArray());
                Files.write(folder.resolve(stem + ".err"), programs.err.toByteArray());
                System.out.printf("%s %d ms%n", name, (System.nanoTime() - started) / 1_000_000);
            }
        }
    }
}
