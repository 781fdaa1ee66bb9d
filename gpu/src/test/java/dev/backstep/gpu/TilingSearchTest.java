package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import dev.backstep.gpu.ProductPlan.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TilingSearchTest {
    private static final Shape HUGE = new Shape(4096, 4096, 4096, 1);

    @TempDir
    Path folder;

    /// Below the backend, so that a tiling can be asked for.
    private static final class Bare {
        final Cl cl = new Cl(TestDevice.device(), new ProgramCache(null));
        final DeviceMemory memory = new DeviceMemory(cl, new Device("cuda", 0), 1L << 28);
        final ProductKernels products =
                new ProductKernels(cl, new Launcher(cl, Cl::resource), memory, new ProgramCache(null));

        View upload(View view) {
            var host = (Storage.Host) view.storage();
            DeviceStorage storage = memory.allocate(host.dtype(), host.length());
            cl.write(storage, HostArrays.segment(host), storage.bytes());
            return View.of(
                    new View(storage, 0, view.sizes(), view.strides()), view.offset(), view.sizes(), view.strides());
        }

        View download(View view) {
            return new View(
                    HostArrays.read(cl, Types.storage(view), 0, view.storage().length()),
                    view.offset(),
                    view.sizes(),
                    view.strides());
        }

        TilingSearch search(ProgramCache cache) {
            return new TilingSearch(cl, memory, products, Limits.of(cl.device()), cache, 0);
        }
    }

    static Stream<DType> floating() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64);
    }

    /// Whichever a search may choose, on matrices that end within tiles, in every order in memory, in one
    /// slice and in three, and with sums of several blocks.
    @ParameterizedTest
    @MethodSource("floating")
    void everyTilingMultipliesAsTheReference(DType dtype) {
        var bare = new Bare();
        int order = 0;
        for (Tiling tiling : Tiling.candidates(dtype, Limits.of(bare.cl.device()))) {
            compare(bare, tiling, dtype, new Shape(132, 72, 1100, 1), 0, order % 4, 1);
            if (order % 2 == 0) {
                compare(bare, tiling, dtype, new Shape(131, 70, 555, 2), 1, (order + 1) % 4, 3);
            }
            order++;
        }
    }

    /// As above for what is not searched for.
    @ParameterizedTest
    @EnumSource(DType.class)
    void theFixedTilingsMultiplyAsTheReference(DType dtype) {
        var bare = new Bare();
        for (int order = 0; order < 4; order++) {
            compare(bare, Tiling.SMALL, dtype, new Shape(37, 35, 50, 3), order % 2, order, 1 + order % 2 * 2);
        }
        compare(bare, Tiling.MEDIUM, dtype, new Shape(68, 132, 40, 2), 0, dtype.ordinal() % 4, 1);
    }

    private static void compare(Bare bare, Tiling tiling, DType dtype, Shape s, int gap, int order, int slices) {
        var numbers = new WholeNumbers(order);
        int[] rows = {0, 1, 2};
        int[] columns = {0, 2, 1};
        View a = numbers.ordered(dtype, order / 2 == 0 ? rows : columns, gap, s.batches(), s.m(), s.k());
        View b = numbers.ordered(dtype, order % 2 == 0 ? rows : columns, gap, s.batches(), s.k(), s.n());
        View out = numbers.ordered(dtype, rows, gap, s.batches(), s.m(), s.n());
        View expected = WholeNumbers.copy(out);
        new ReferenceBackend().matmul(expected, a, b, 2, 1);
        View result = bare.upload(out);
        MatmulCall call = MatmulCall.of(result, bare.upload(a), bare.upload(b), 2, 1);
        int step = tiling.tileK();
        int length = Math.ceilDiv(Math.ceilDiv(s.k(), slices), step) * step;
        var plan = new ProductPlan(tiling, Math.ceilDiv(s.k(), length), length);
        bare.products.launchTiled(plan, call.operands(), dtype, call.shape(), call.arguments());
        WholeNumbers.assertSame(expected, bare.download(result), tiling + " of " + dtype + " " + order + " " + slices);
    }

    @Test
    void smallProductsSearchForNothing() {
        TilingSearch search = new Bare().search(new ProgramCache(folder));
        Tiling tiling = search.tiling(DType.FLOAT32, new Shape(512, 512, 512, 1));
        assertEquals(
                Tiling.candidates(DType.FLOAT32, Limits.of(TestDevice.device())).getFirst(), tiling);
        search.tiling(DType.INT64, HUGE);
        assertEquals(0, search.tried());
    }

    @Test
    void aSearchEndsWithItsBudget() {
        TilingSearch search = new Bare().search(new ProgramCache(null));
        search.tiling(DType.FLOAT32, HUGE);
        assertEquals(1, search.tried());
        search.tiling(DType.FLOAT32, HUGE);
        search.tiling(DType.FLOAT16, HUGE);
        assertEquals(1, search.tried(), "searched once for all that is computed in float32");
    }

    @Test
    void whatWasFoundIsKeptForAllProcesses() throws IOException {
        Tiling found = new Bare().search(new ProgramCache(folder)).tiling(DType.FLOAT32, HUGE);
        assertEquals(1, files().size());
        // As if another had been the best.
        List<Tiling> candidates = Tiling.candidates(DType.FLOAT32, Limits.of(TestDevice.device()));
        Tiling other = candidates.getLast();
        assertFalse(other.equals(found));
        Files.writeString(files().getFirst(), other.text());
        TilingSearch search = new Bare().search(new ProgramCache(folder));
        assertEquals(other, search.tiling(DType.FLOAT32, HUGE));
        assertEquals(0, search.tried());
    }

    @Test
    void aDamagedFileIsSearchedForAgain() throws IOException {
        new Bare().search(new ProgramCache(folder)).tiling(DType.FLOAT32, HUGE);
        for (String damage : List.of("", "128 128", "1 2 3 4 5 6", "\u0000")) {
            Files.writeString(files().getFirst(), damage);
            TilingSearch search = new Bare().search(new ProgramCache(folder));
            search.tiling(DType.FLOAT32, HUGE);
            assertEquals(1, search.tried());
        }
        TilingSearch search = new Bare().search(new ProgramCache(folder));
        search.tiling(DType.FLOAT32, HUGE);
        assertEquals(0, search.tried());
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    /// No device: what is chosen for a GPU of a hundred compute units.
    @Test
    void shapesGetTilesAndSlicesThatKeepTheDeviceBusy() {
        Tiling large = new Tiling(128, 128, 16, 8, 8, 2);
        assertEquals(new ProductPlan(large, 1, 4096), plan(large, 4096, 4096, 4096));
        // Few outputs of long sums.
        ProductPlan sliced = plan(large, 64, 64, 100_000);
        assertTrue(sliced.slices() >= 16, sliced.toString());
        assertTrue((long) sliced.slices() * sliced.length() >= 100_000, sliced.toString());
        // Few tiles of the large ones, and not worth a second kernel.
        ProductPlan few = plan(large, 300, 300, 100);
        assertEquals(Tiling.MEDIUM, few.tiling());
        assertEquals(1, few.slices());
    }

    private static ProductPlan plan(Tiling large, int m, int n, int k) {
        return ProductPlan.tiled(new Shape(m, n, k, 1), List.of(large, Tiling.MEDIUM, Tiling.SMALL), 100);
    }
}
