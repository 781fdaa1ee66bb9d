package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {
    @TempDir
    Path folder;

    /// Squares numbers on a new backend; answers how many programs it had to compile.
    private long compiledFor() {
        OpenClBackend backend = TestDevice.open(1 << 24, new ProgramCache(folder));
        View x = View.contiguous(backend.upload(new Storage.Host(DType.INT32, new int[] {3, -4}, 2)), 2);
        backend.pointwise(ScalarFunction.SQUARE, x, x, null, null, 0, 0);
        assertArrayEquals(new long[] {9, 16}, backend.readLongs(x));
        return backend.programsCompiled();
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void aProgramIsCompiledOnceForAllProcesses() throws IOException {
        assertEquals(1, compiledFor());
        assertEquals(0, compiledFor());
        assertEquals(1, files().size());
    }

    @Test
    void aDamagedFileIsCompiledAgain() throws IOException {
        compiledFor();
        Files.write(files().getFirst(), new byte[] {1, 2, 3});
        assertEquals(1, compiledFor());
        assertEquals(0, compiledFor());
    }
}
