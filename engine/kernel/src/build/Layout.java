import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What of Bytedeco's jars is taken, and where it goes:
///
/// ```
/// lib/                 libpython, OpenBLAS and what OpenBLAS needs
/// lib/python3.14/      the standard library, and its C modules in lib-dynload (Windows: both in lib)
///     site-packages/   numpy
/// backstep/            our own packages
/// ```
///
/// @param platform Bytedeco's name of it: `linux-x86_64`
record Layout(String platform) {
    static final String VERSION = "3.14";

    /// The platform that this program runs on.
    static final String PLATFORM_HERE = system() + "-" + architecture();

    /// Files and folders of the standard library that no program needs, or that cannot work here: tests, pip and
    /// what makes environments, Tk and what uses it, the texts of the interactive help, what C programs need.
    private static final Set<String> UNUSED = Set.of(
            "test",
            "site-packages",
            "pip",
            "ensurepip",
            "venv",
            "idlelib",
            "tkinter",
            "turtledemo",
            "turtle.py",
            "pydoc_data",
            "lib2to3",
            "build-details.json");

    private static final Pattern UNUSED_VERSIONS = Pattern.compile("(pip|config)-.*");

    /// C modules, and libraries that only they use.
    private static final Pattern UNUSED_MODULE =
            Pattern.compile("(_test|_ctypes_test|_xxtest|xx|_tkinter|tcl|tk|pyshellext).*\\.(so|pyd|dll)");

    /// Not `f2py`, although nobody needs it: `from numpy import *` imports it.
    private static final Set<String> UNUSED_IN_NUMPY =
            Set.of("tests", "conftest.py", "include", "_examples", "_pyinstaller");

    /// `_simd` is for numpy's tests, too.
    private static final Pattern UNUSED_NUMPY_MODULE = Pattern.compile("(_.*_tests|_simd)\\..*");

    private static final Pattern SHARED_LIBRARY = Pattern.compile(".*\\.(so[.\\d]*|dylib|dll)");

    /// @param name of a file in CPython's jar
    Optional<String> cpython(String name) {
        if (name.startsWith(standardLibrary() + "/")) {
            return isUsed(name.substring(standardLibrary().length() + 1)) ? Optional.of(name) : Optional.empty();
        }
        if (name.equals("libffi.so.8")) {
            // Where the module that needs it looks.
            return Optional.of(standardLibrary() + "/lib-dynload/" + name);
        }
        return sharedLibrary(name);
    }

    /// @param name of a file in numpy's jar
    Optional<String> numpy(String name) {
        if (!name.startsWith("python/")) {
            return Optional.empty();
        }
        String[] path = name.split("/");
        boolean used = path[1].endsWith(".dist-info")
                ? path[2].equals("licenses") || path[2].equals("METADATA")
                : isUsedOfNumpy(path);
        return used
                ? Optional.of(standardLibrary() + "/site-packages/" + name.substring("python/".length()))
                : Optional.empty();
    }

    /// @param name of a file in OpenBLAS's jar
    Optional<String> openBlas(String name) {
        // There is libgfortran.5.dylib, too: the same file, under the name that OpenBLAS asks for.
        return name.equals("libgfortran.dylib") ? Optional.empty() : sharedLibrary(name);
    }

    /// @param name of a file in CPython's jar, of which the build needs the program `python`
    Optional<String> interpreter(String name) {
        return name.equals(interpreter()) ? Optional.of(name) : Optional.empty();
    }

    String interpreter() {
        return isWindows() ? "python.exe" : "python" + VERSION;
    }

    String standardLibrary() {
        return isWindows() ? "lib" : "lib/python" + VERSION;
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "macosx" : "linux";
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name.equals("aarch64") ? "arm64" : name;
    }

    private boolean isWindows() {
        return platform.startsWith("windows");
    }

    private static boolean isUsed(String path) {
        String[] names = path.split("/");
        String last = names[names.length - 1];
        return !UNUSED.contains(names[0])
                && !UNUSED_VERSIONS.matcher(names[0]).matches()
                && !UNUSED_MODULE.matcher(last).matches()
                && !last.endsWith(".pyc");
    }

    /// Python and C modules; no headers, static libraries and stubs for type checkers.
    private static boolean isUsedOfNumpy(String[] path) {
        for (String name : path) {
            if (UNUSED_IN_NUMPY.contains(name)) {
                return false;
            }
        }
        String last = path[path.length - 1];
        boolean code = last.endsWith(".py") || last.endsWith(".so") || last.endsWith(".pyd");
        return code ? !UNUSED_NUMPY_MODULE.matcher(last).matches() : last.startsWith("LICENSE");
    }

    /// Those beside the folders, without JavaCPP's own.
    private static Optional<String> sharedLibrary(String name) {
        boolean taken = !name.contains("/")
                && !name.contains("jni")
                && !name.startsWith("libffi")
                && SHARED_LIBRARY.matcher(name).matches();
        return taken ? Optional.of("lib/" + name) : Optional.empty();
    }
}
