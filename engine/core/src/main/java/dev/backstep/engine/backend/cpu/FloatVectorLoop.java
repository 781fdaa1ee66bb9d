package dev.backstep.engine.backend.cpu;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The loop around a vector function of float32.
///
/// Note [One loop class a function]. The JIT compiler turns vectors into registers only where it knows the function for
/// certain; one loop that is called with many functions would box every vector. So this class is never used itself: it
/// is
/// defined anew, as a hidden class, for each function, which each copy holds in its own constant.
final class FloatVectorLoop implements VectorLoops.FloatLine {
    private static final @Nullable FloatVectorFunction FUNCTION = function();
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static @Nullable FloatVectorFunction function() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", FloatVectorFunction.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void run(
            float[] out,
            int to,
            float[] a,
            int fromA,
            int stepA,
            float[] b,
            int fromB,
            int stepB,
            float[] c,
            int fromC,
            int stepC,
            int n,
            float p,
            float q) {
        FloatVectorFunction f = Objects.requireNonNull(FUNCTION);
        // The last vector overlaps the one before. It is computed first, since out may be one of the inputs.
        int last = n - LANES;
        FloatVector end =
                f.apply(load(a, fromA, stepA, last), load(b, fromB, stepB, last), load(c, fromC, stepC, last), p, q);
        if (stepA == 1 && stepB == 1 && stepC == 1) {
            for (int i = 0; i < last; i += LANES) {
                f.apply(
                                FloatVector.fromArray(SPECIES, a, fromA + i),
                                FloatVector.fromArray(SPECIES, b, fromB + i),
                                FloatVector.fromArray(SPECIES, c, fromC + i),
                                p,
                                q)
                        .intoArray(out, to + i);
            }
        } else if (stepA == 1 && stepB == 0 && stepC == 0) {
            FloatVector fixedB = load(b, fromB, 0, 0);
            FloatVector fixedC = load(c, fromC, 0, 0);
            for (int i = 0; i < last; i += LANES) {
                f.apply(FloatVector.fromArray(SPECIES, a, fromA + i), fixedB, fixedC, p, q)
                        .intoArray(out, to + i);
            }
        } else if (stepA == 0 && stepB == 1 && stepC == 0) {
            FloatVector fixedA = load(a, fromA, 0, 0);
            FloatVector fixedC = load(c, fromC, 0, 0);
            for (int i = 0; i < last; i += LANES) {
                f.apply(fixedA, FloatVector.fromArray(SPECIES, b, fromB + i), fixedC, p, q)
                        .intoArray(out, to + i);
            }
        } else if (stepA == 1 && stepB == 1) {
            FloatVector fixedC = load(c, fromC, 0, 0);
            for (int i = 0; i < last; i += LANES) {
                f.apply(
                                FloatVector.fromArray(SPECIES, a, fromA + i),
                                FloatVector.fromArray(SPECIES, b, fromB + i),
                                fixedC,
                                p,
                                q)
                        .intoArray(out, to + i);
            }
        } else {
            for (int i = 0; i < last; i += LANES) {
                f.apply(load(a, fromA, stepA, i), load(b, fromB, stepB, i), load(c, fromC, stepC, i), p, q)
                        .intoArray(out, to + i);
            }
        }
        end.intoArray(out, to + last);
    }

    private static FloatVector load(float[] array, int from, int step, int i) {
        return step == 1
                ? FloatVector.fromArray(SPECIES, array, from + i)
                : FloatVector.broadcast(SPECIES, array[from]);
    }
}
