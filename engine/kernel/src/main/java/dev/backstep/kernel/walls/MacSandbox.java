package dev.backstep.kernel.walls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.backstep.kernel.walls.Standing.Hold;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// macOS's sandbox, by `sandbox_init`, which is deprecated and has no successor for a process that binds itself. It
/// binds the whole process.
///
/// It could not be tried on a Mac. So the profile allows by default and refuses what no part of the JVM needs; a
/// profile that the system does not understand leaves the process as it was, and the [Standing] says so.
///
/// The driver of a GPU keeps compiled programs in a cache folder, which the process can no longer write; it then
/// compiles again in each process.
final class MacSandbox {
    private static final FunctionDescriptor SANDBOX_INIT = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS);

    private MacSandbox() {}

    /// @param runtime what the JVM itself must read
    static Standing close(Reach reach, List<Path> runtime) {
        // Names of operations that a later system may not know any more are left out on the second try.
        var problem = apply(profile(reach, runtime, true));
        if (problem != null) {
            problem = apply(profile(reach, runtime, false));
        }
        if (problem != null) {
            return Standing.none(reach, "macOS did not accept the sandbox's profile: " + problem);
        }
        return new Standing(
                reach,
                EnumSet.allOf(Hold.class),
                "sandbox_init",
                true,
                List.of("files outside the users' folders can be read", "never tried on a Mac"));
    }

    /// @return null if it holds now
    private static @Nullable String apply(String profile) {
        var initialise = SystemCalls.function("sandbox_init", SANDBOX_INIT);
        if (initialise == null) {
            return "there is no sandbox_init";
        }
        try (var arena = Arena.ofConfined()) {
            var error = SystemCalls.pointer(arena);
            int result = (int) initialise.invokeExact(arena.allocateFrom(profile), 0L, error);
            return result == 0 ? null : SystemCalls.text(error);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            return e.toString();
        }
    }

    /// The last rule that matches decides.
    static String profile(Reach reach, List<Path> runtime, boolean all) {
        var lines = new ArrayList<>(List.of(
                "(version 1)",
                "(allow default)",
                "(deny network*)",
                "(deny process-fork)",
                "(deny process-exec*)",
                // The JVM signals its own threads.
                "(deny signal)",
                "(allow signal (target self))",
                "(deny file-write*)",
                "(allow file-write* (literal \"/dev/null\") (literal \"/dev/zero\"))"));
        if (all) {
            // Other programs would do it for us.
            lines.add("(deny appleevent-send)");
            lines.add("(deny lsopen)");
        }
        lines.add("(deny file-read-data %s)".formatted(String.join(" ", users())));
        var readable = new ArrayList<>(runtime);
        readable.addAll(reach.libraries());
        var folder = reach.folder();
        if (folder != null) {
            readable.add(folder);
        }
        for (var path : readable) {
            lines.add("(allow file-read-data %s)".formatted(subpath(path)));
        }
        if (folder != null && reach.writes()) {
            lines.add("(allow file-write* %s)".formatted(subpath(folder)));
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> users() {
        var folders = new ArrayList<>(List.of("(subpath \"/Users\")", "(subpath \"/Volumes\")"));
        var home = System.getProperty("user.home");
        if (home != null && home.length() > 1) {
            folders.add(subpath(Path.of(home)));
        }
        return folders;
    }

    /// The sandbox compares real paths.
    private static String subpath(Path path) {
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            real = path.toAbsolutePath().normalize();
        }
        var text = real.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        return "(subpath \"%s\")".formatted(text);
    }
}
