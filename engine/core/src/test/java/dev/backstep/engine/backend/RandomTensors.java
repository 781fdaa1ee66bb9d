package dev.backstep.engine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.reference.Elements;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;

/// Tensors of any layout for tests of backends: contiguous, transposed, sliced, expanded.
public final class RandomTensors {
    private static final ReferenceBackend PLAIN = new ReferenceBackend();
    private static final double[] SPECIAL = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1, -1, 0.5, 100, -100
    };

    final Random random;
    /// How often an element is a special value.
    double specials = 0.05;

    RandomTensors(long seed) {
        random = new Random(seed);
    }

    int[] sizes(int maxRank, int most) {
        int[] sizes = new int[random.nextInt(maxRank + 1)];
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(most);
        }
        return sizes;
    }

    /// A tensor with numbers in it; may be expanded, so not to be written to.
    View input(DType dtype, int... sizes) {
        View view = layout(dtype, sizes);
        if (random.nextInt(4) == 0) {
            int[] strides = view.strides().clone();
            for (int d = 0; d < strides.length; d++) {
                strides[d] = random.nextBoolean() ? 0 : strides[d];
            }
            return View.of(view, view.offset(), sizes, strides);
        }
        return view;
    }

    /// A tensor no two elements of which share a place.
    View layout(DType dtype, int... sizes) {
        int rank = sizes.length;
        Integer[] order = new Integer[rank];
        Arrays.setAll(order, d -> d);
        int kind = random.nextInt(4);
        if (kind == 1) {
            Collections.shuffle(Arrays.asList(order), random);
        }
        int[] strides = new int[rank];
        int step = 1;
        for (int i = rank - 1; i >= 0; i--) {
            int d = order[i];
            int gap = kind == 2 && random.nextBoolean() ? 1 + random.nextInt(2) : 1;
            strides[d] = step * gap;
            step *= Math.max(1, sizes[d]) * gap;
        }
        int offset = random.nextBoolean() ? 0 : random.nextInt(5);
        Storage.Host storage = Storage.Host.allocate(dtype, offset + step);
        for (int i = 0; i < storage.length(); i++) {
            write(storage, i);
        }
        return new View(storage, offset, sizes, strides);
    }

    private void write(Storage.Host storage, int i) {
        if (storage.dtype().isFloating()) {
            double value = random.nextDouble() < specials
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : random.nextGaussian() * 2;
            Elements.writeDouble(storage, i, value);
        } else {
            Elements.writeLong(storage, i, storage.dtype() == DType.BOOL ? random.nextInt(2) : random.nextInt(21) - 10);
        }
    }

    View indices(int bound, int... sizes) {
        View view = layout(DType.INT64, sizes);
        for (int i : Elements.positions(view)) {
            Elements.host(view).longs()[i] = random.nextInt(bound);
        }
        return view;
    }

    /// The same tensor in a storage of its own.
    static View copy(Strided s) {
        Storage.Host host = Elements.host(s);
        return new View(PLAIN.upload(host), s.offset(), s.sizes(), s.strides());
    }

    /// Asserts that storages are equal, up to `tolerance` relative to 1 or the number: also that nothing around the
    /// tensor has been written to.
    static void assertClose(Strided expected, Strided actual, double tolerance, String message) {
        Storage.Host e = Elements.host(expected);
        Storage.Host a = Elements.host(actual);
        for (int i = 0; i < e.length(); i++) {
            if (e.dtype().isFloating()) {
                double x = Elements.readDouble(e, i);
                double y = Elements.readDouble(a, i);
                boolean same = x == y
                        || Double.isNaN(x) && Double.isNaN(y)
                        || Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(x));
                if (!same) {
                    fail(message + ": element " + i + " of " + Arrays.toString(expected.sizes()) + " is " + y + ", not "
                            + x);
                }
            } else {
                assertEquals(Elements.readLong(e, i), Elements.readLong(a, i), message + ": element " + i);
            }
        }
    }
}
