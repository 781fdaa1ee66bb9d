package dev.backstep.engine.backend.cpu;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The loop around a vector function of float64. See Note [One loop class a function].
final class DoubleVectorLoop implements VectorLoops.DoubleLine {
    private static final @Nullable DoubleVectorFunction FUNCTION = function();
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static @Nullable DoubleVectorFunction function() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", DoubleVectorFunction.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void run(
            double[] out,
            int to,
            double[] a,
            int fromA,
            int stepA,
            double[] b,
            int fromB,
            int stepB,
            double[] c,
            int fromC,
            int stepC,
            int n,
            double p,
            double q) {
        DoubleVectorFunction f = Objects.requireNonNull(FUNCTION);
        // The last vector overlaps the one before. It is computed first, since out may be one of the inputs.
        int last = n - LANES;
        DoubleVector end =
                f.apply(load(a, fromA, stepA, last), load(b, fromB, stepB, last), load(c, fromC, stepC, last), p, q);
        if (stepA == 1 && stepB == 1 && stepC == 1) {
            for (int i = 0; i < last; i += LANES) {
                f.apply(
                                DoubleVector.fromArray(SPECIES, a, fromA + i),
                                DoubleVector.fromArray(SPECIES, b, fromB + i),
                                DoubleVector.fromArray(SPECIES, c, fromC + i),
                                p,
                                q)
                        .intoArray(out, to + i);
            }
        } else if (stepA == 1 && stepB == 0 && stepC == 0) {
            DoubleVector fixedB = load(b, fromB, 0, 0);
            DoubleVector fixedC = load(c, fromC, 0, 0);
            for (int i = 0; i < last; i += LANES) {
                f.apply(DoubleVector.fromArray(SPECIES, a, fromA + i), fixedB, fixedC, p, q)
                        .intoArray(out, to + i);
            }
        } else if (stepA == 0 && stepB == 1 && stepC == 0) {
            DoubleVector fixedA = load(a, fromA, 0, 0);
            DoubleVector fixedC = load(c, fromC, 0, 0);
            for (int i = 0; i < last; i += LANES) {
                f.apply(fixedA, DoubleVector.fromArray(SPECIES, b, fromB + i), fixedC, p, q)
                        .intoArray(out, to + i);
            }
        } else if (stepA == 1 && stepB == 1) {
            DoubleVector fixedC = load(c, fromC, 0, 0);
            for (int i = 0; i < last; i += LANES) {
                f.apply(
                                DoubleVector.fromArray(SPECIES, a, fromA + i),
                                DoubleVector.fromArray(SPECIES, b, fromB + i),
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

    private static DoubleVector load(double[] array, int from, int step, int i) {
        return step == 1
                ? DoubleVector.fromArray(SPECIES, array, from + i)
                : DoubleVector.broadcast(SPECIES, array[from]);
    }
}
