package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The folder that `src/build/PythonHome.java` made.
class PythonHomeTest {
    private static final Path HOME = Path.of(System.getProperty("backstep.python"));

    private static final Path LIBRARY = HOME.resolve(OS.WINDOWS.isCurrentOs() ? "lib" : "lib/python3.14");

    /// Tests, and what makes, installs or documents programs.
    private static final Pattern UNNEEDED =
            Pattern.compile("tests?|pip.*|ensurepip|venv|idlelib|tkinter|turtle.*|lib2to3"
                    + "|pydoc_data|config-.*|cmake|pkgconfig|bin|share|man|(_test|_ctypes_test|_xxtest|xx).*"
                    + "|.*\\.(a|lib|h|pc|pyi|pxd)");

    private static final Pattern COMPILED = Pattern.compile("(.+)\\.cpython-314\\.pyc");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os.py",
                "encodings/utf_8.py",
                "importlib/metadata/__init__.py",
                "site-packages/numpy/__init__.py",
                "site-packages/numpy/linalg/_linalg.py",
                "site-packages/numpy/f2py/__init__.py"
            })
    void theStandardLibraryAndNumpyAreThere(String file) {
        assertTrue(Files.exists(LIBRARY.resolve(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"torch/__init__.py", "torch/nn/__init__.py", "torchvision/__init__.py"})
    void ourPackagesAreThere(String file) {
        assertTrue(Files.exists(HOME.resolve("backstep").resolve(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(lib)?python3\\.?14\\.(so\\.1\\.0|dylib|dll)", "libopenblas\\.(so\\.0|0\\.dylib|dll)"})
    void theNativeLibrariesLieInLib(String name) throws IOException {
        try (var files = Files.list(HOME.resolve("lib"))) {
            assertEquals(1, files.filter(file -> fileName(file).matches(name)).count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LICENSE.txt", "site-packages/numpy-2.4.2.dist-info/licenses/LICENSE.txt"})
    void licencesComeAlong(String file) {
        assertTrue(Files.exists(LIBRARY.resolve(file)));
    }

    @Test
    void whatNoProgramNeedsIsLeftOut() throws IOException {
        try (var files = Files.walk(HOME)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> UNNEEDED.matcher(fileName(file)).matches())
                            .toList());
        }
    }

    @Test
    void everySourceIsCompiledAndNothingIsCompiledWithoutASource() throws IOException {
        var sources = new TreeSet<Path>();
        for (Path compiled : filesLike("*.pyc")) {
            var name = COMPILED.matcher(fileName(compiled));
            assertTrue(name.matches(), compiled::toString);
            sources.add(compiled.getParent().resolveSibling(name.group(1) + ".py"));
        }
        assertEquals(new TreeSet<>(filesLike("*.py")), sources);
    }

    /// The flags follow the magic number: bit 0 for a hash instead of a time, bit 1 for comparing it.
    @Test
    void compiledFilesAreTakenWithoutALookAtTheirSources() throws IOException {
        for (Path compiled : filesLike("*.pyc")) {
            assertEquals(1, Files.readAllBytes(compiled)[4], compiled::toString);
        }
    }

    @Test
    void compiledFilesHoldNoPathOfThisMachine() throws IOException {
        String checkout = Path.of("").toAbsolutePath().getParent().toString();
        for (Path compiled : filesLike("*.pyc")) {
            assertFalse(text(compiled).contains(checkout), compiled::toString);
        }
        assertTrue(text(HOME.resolve("backstep/torch/nn/__pycache__/__init__.cpython-314.pyc"))
                .contains(Path.of("torch/nn/__init__.py").toString()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelTakesOpenBlasFromThere() throws IOException, InterruptedException {
        var kernel = KernelProcess.shared();
        kernel.run("import torch; torch.ones(64, 64) @ torch.ones(64, 64)");
        var loaded = Files.readString(
                        Path.of("/proc/%d/maps".formatted(kernel.process().pid())))
                .lines()
                .filter(line -> line.contains("libopenblas"))
                .map(line -> Path.of(line.substring(line.indexOf('/'))))
                .distinct()
                .toList();
        assertEquals(List.of(HOME.resolve("lib/libopenblas.so.0").toRealPath()), loaded);
    }

    private static List<Path> filesLike(String glob) throws IOException {
        var matcher = HOME.getFileSystem().getPathMatcher("glob:" + glob);
        try (var files = Files.walk(HOME)) {
            return files.filter(file -> matcher.matches(file.getFileName())).toList();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static String fileName(Path file) {
        return file.getFileName().toString();
    }
}
