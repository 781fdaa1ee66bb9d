package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.ScalarFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReferenceArray;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// [VectorLoops] by the JDK's incubating Vector API.
final class IncubatorVectorLoops extends VectorLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private final AtomicReferenceArray<@Nullable FloatLine> floatLines =
            new AtomicReferenceArray<>(ScalarFunction.values().length);
    private final AtomicReferenceArray<@Nullable DoubleLine> doubleLines =
            new AtomicReferenceArray<>(ScalarFunction.values().length);

    @Override
    boolean fused() {
        return FloatVectorFunction.FUSED;
    }

    @Override
    @Nullable
    FloatLine floats(ScalarFunction f) {
        FloatLine line = floatLines.get(f.ordinal());
        if (line == null) {
            FloatVectorFunction function = FloatVectorFunction.of(f);
            if (function == null) {
                return null;
            }
            line = (FloatLine) specialise("FloatVectorLoop", function);
            floatLines.set(f.ordinal(), line);
        }
        return line;
    }

    @Override
    @Nullable
    DoubleLine doubles(ScalarFunction f) {
        DoubleLine line = doubleLines.get(f.ordinal());
        if (line == null) {
            DoubleVectorFunction function = DoubleVectorFunction.of(f);
            if (function == null) {
                return null;
            }
            line = (DoubleLine) specialise("DoubleVectorLoop", function);
            doubleLines.set(f.ordinal(), line);
        }
        return line;
    }

    /// A copy of a loop class with the function as its constant. See Note [One loop class a function].
    private static Object specialise(String loopClass, Object function) {
        try (var in = IncubatorVectorLoops.class.getResourceAsStream(loopClass + ".class")) {
            if (in == null) {
                throw new IllegalStateException(loopClass + " is missing");
            }
            var hidden = MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), function, true);
            return hidden.lookupClass().getDeclaredConstructor().newInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    float dot(float[] a, int fromA, float[] b, int fromB, int n) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        int i = 0;
        for (; i + 2 * LANES <= n; i += 2 * LANES) {
            s0 = FloatVector.fromArray(SPECIES, a, fromA + i)
                    .mul(FloatVector.fromArray(SPECIES, b, fromB + i))
                    .add(s0);
            s1 = FloatVector.fromArray(SPECIES, a, fromA + i + LANES)
                    .mul(FloatVector.fromArray(SPECIES, b, fromB + i + LANES))
                    .add(s1);
        }
        float sum = sumOfLanes(s0.add(s1));
        for (; i < n; i++) {
            sum += a[fromA + i] * b[fromB + i];
        }
        return sum;
    }

    @Override
    void addScaled(float[] out, int to, float[] a, int from, float factor, int n) {
        int i = 0;
        FloatVector f = FloatVector.broadcast(SPECIES, factor);
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(SPECIES, a, from + i)
                    .mul(f)
                    .add(FloatVector.fromArray(SPECIES, out, to + i))
                    .intoArray(out, to + i);
        }
        for (; i < n; i++) {
            out[to + i] += factor * a[from + i];
        }
    }

    @Override
    void orderedProduct(
            float[] c,
            int offsetC,
            int ldC,
            float @Nullable [] start,
            float[] a,
            int offsetA,
            int ldA,
            float[] b,
            int offsetB,
            int ldB,
            int m,
            int n,
            int[] order,
            boolean fused) {
        VectorProduct.run(c, offsetC, ldC, start, a, offsetA, ldA, b, offsetB, ldB, m, n, order, fused);
    }

    /// In one order always: `reduceLanes` adds in another one once it is compiled, so that a program would
    /// not print the same each time.
    private static float sumOfLanes(FloatVector v) {
        float sum = 0;
        for (int lane = 0; lane < v.length(); lane++) sum += v.lane(lane);
        return sum;
    }
}
