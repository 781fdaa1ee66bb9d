package dev.backstep.gpu.bench;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.View;
import java.io.PrintStream;

/// What is as fast as memory: pointwise functions and reductions, beside a plain copy by the driver.
final class MemoryRows {
    private static final int BYTES = DType.FLOAT32.bytes();

    private final PrintStream out;
    private final Backend backend;
    private final TorchCuda torch;
    private final View one;
    private double plainCopy;

    private MemoryRows(PrintStream out, Backend backend, TorchCuda torch) {
        this.out = out;
        this.backend = backend;
        this.torch = torch;
        one = View.contiguous(backend.allocate(DType.INT64, 1), 1);
    }

    static void print(PrintStream out, Backend backend, TorchCuda torch, boolean small) {
        // 64 Mi elements, or a sixteenth of the memory.
        int side = small ? 1024 : 8192;
        while ((long) side * side * BYTES > backend.totalMemory() / 16) {
            side /= 2;
        }
        new MemoryRows(out, backend, torch).print(side);
    }

    private void print(int side) {
        View a = ones(side, side);
        View b = ones(side, side);
        View to = ones(side, side);
        double array = (double) side * side * BYTES;
        DeviceBenchmark.head(out, side * side + " float32", "GB/s", "% of the copy", "PyTorch CUDA, GB/s");
        row("copy", 2 * array, () -> backend.copy(to, a));
        row("add", 3 * array, () -> backend.pointwise(ScalarFunction.ADD, to, a, b, null, 0, 0));
        row("mul", 3 * array, () -> backend.pointwise(ScalarFunction.MUL, to, a, b, null, 0, 0));
        row("relu", 2 * array, () -> backend.pointwise(ScalarFunction.RELU, to, a, null, null, 0, 0));
        row("exp", 2 * array, () -> backend.pointwise(ScalarFunction.EXP, to, a, null, null, 0, 0));
        row("sum of all", array, sum(a, true, true));
        row("sums of rows", array, sum(a, false, true));
        row("sums of columns", array, sum(a, true, false));
    }

    private View ones(int rows, int columns) {
        View view = View.contiguous(backend.allocate(DType.FLOAT32, rows * columns), rows, columns);
        backend.fill(view, 1, 0);
        return view;
    }

    private Runnable sum(View in, boolean rows, boolean columns) {
        View to = ones(rows ? 1 : in.sizes()[0], columns ? 1 : in.sizes()[1]);
        boolean[] reduced = {rows, columns};
        return () -> backend.reduce(Reduction.SUM, to, in, reduced);
    }

    private void row(String name, double bytes, Runnable work) {
        Times times = Times.of(backend, () -> {
            work.run();
            // Pointwise calls wait for each other, and several would become one: something else lets none wait.
            backend.arange(one, 0, 1);
        });
        double speed = bytes / times.median();
        if (name.equals("copy")) {
            // The driver's: a contiguous copy within a dtype is nothing else.
            plainCopy = speed;
        }
        String percent = Times.digits(100 * speed / plainCopy);
        DeviceBenchmark.row(out, name, times.billions(bytes), percent, torch.figure(name));
    }
}
