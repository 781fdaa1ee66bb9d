package dev.backstep.kernel.walls;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Variables of the environment, which belong to the whole process.
final class Environment {
    /// What makes the loader, the C library, the JVM or a driver load something else, look for files elsewhere, or
    /// start another program.
    private static final List<String> PREFIXES = List.of(
            "LD_",
            "DYLD_",
            "GLIBC_",
            "MALLOC_",
            "JAVA",
            "_JAVA",
            "JDK_",
            "OCL_",
            "OPENCL_",
            "POCL_",
            "CUDA_INJECTION",
            "CUDA_CACHE",
            "NVIDIA_",
            "VK_",
            "XDG_",
            "OPENSSL_",
            "SSL_");

    private static final Set<String> NAMES =
            Set.of("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "GCONV_PATH", "LOCPATH", "NLSPATH");

    private Environment() {}

    static boolean isHarmless(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        return !NAMES.contains(upper) && PREFIXES.stream().noneMatch(upper::startsWith);
    }
}
