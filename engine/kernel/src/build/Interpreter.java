import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The program `python`, which only the build uses: it compiles Python's sources with the very libraries that the
/// kernel will run.
///
/// @param program the executable
/// @param home the folder with its libraries
record Interpreter(Path program, Path home) {

    /// Where Python looks for the compiled form of a source.
    static Path compiled(Path source) {
        String name = source.getFileName().toString().replaceFirst("\\.py$", "");
        return source.resolveSibling("__pycache__")
                .resolve("%s.cpython-%s.pyc".formatted(name, Layout.VERSION.replace(".", "")));
    }

    /// Compiles sources and whole folders of them. Python will take the results as they are, and not look at the
    /// time or the content of their sources.
    ///
    /// @param names relative to the folder. They are written into the results, which hold no path of this machine.
    void compile(Path folder, List<String> names) throws IOException, InterruptedException {
        program.toFile().setExecutable(true);
        var builder = new ProcessBuilder(
                        program.toString(),
                        // Without site packages, and without leaving compiled files of its own.
                        "-SB",
                        "-m",
                        "compileall",
                        "-qf",
                        "-j0",
                        "--invalidation-mode=unchecked-hash",
                        "-i-")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        setEnvironment(builder);
        var process = builder.start();
        try (var input = process.getOutputStream()) {
            input.write(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("compiling Python in " + folder + " ended with " + status);
        }
    }

    private void setEnvironment(ProcessBuilder builder) {
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PYTHON"));
        environment.put("PYTHONHOME", home.toString());
        // Else the order of a set's elements would change from build to build.
        environment.put("PYTHONHASHSEED", "0");
        // Where Linux, macOS and Windows look for libpython.
        String lib = home.resolve("lib").toString();
        environment.put("LD_LIBRARY_PATH", lib);
        environment.put("DYLD_LIBRARY_PATH", lib);
        environment.merge("PATH", lib, (path, first) -> first + File.pathSeparator + path);
    }
}
