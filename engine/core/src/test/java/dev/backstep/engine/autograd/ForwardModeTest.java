package dev.backstep.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import dev.backstep.engine.ops.OperatorTable;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Dual tensors: their levels, views and changes in place.
class ForwardModeTest {
    private final Engine engine = new Engine(new ReferenceBackend());
    private final int level = engine.dualLevels().enter();

    @AfterEach
    void close() {
        while (engine.forwardMode())
            engine.dualLevels().exit(engine.dualLevels().visible());
    }

    private Tensor of(double... values) {
        return engine.tensor(values);
    }

    private Tensor dual(double[] primal, double[] tangent) {
        return ForwardMode.makeDual(of(primal), of(tangent), level);
    }

    private void assertTangent(Tensor tensor, double... expected) {
        Tensor tangent = ForwardMode.tangent(tensor, level);
        assertArrayEquals(expected, tangent == null ? null : tangent.toDoubles(), 1e-12);
    }

    @Test
    void aDualTensorIsAViewThatKeepsTheVeryTangent() {
        Tensor primal = of(1, 2);
        Tensor tangent = of(3, 4);
        Tensor dual = ForwardMode.makeDual(primal, tangent, level);
        assertSame(primal, dual.base());
        assertSame(tangent, ForwardMode.tangent(dual, level));
        assertNull(ForwardMode.tangent(primal, level));
        assertNull(ForwardMode.tangent(ForwardMode.primal(dual, level), level));
    }

    @Test
    void tangentsEndWithTheirLevel() {
        Tensor dual = dual(new double[] {1}, new double[] {2});
        engine.dualLevels().exit(level);
        assertEquals(level, engine.dualLevels().enter());
        assertNull(ForwardMode.tangent(dual, level));
        assertNull(ForwardMode.tangent(dual.mul(2), level));
    }

    @Test
    void onlyTheInnermostLevelCanBeLeft() {
        engine.dualLevels().enter();
        assertThrows(EngineException.class, () -> engine.dualLevels().exit(level));
    }

    @Test
    void detachLosesTheTangent() {
        assertNull(ForwardMode.tangent(dual(new double[] {1}, new double[] {2}).detach(), level));
    }

    @Test
    void inferenceModeComputesNoTangents() {
        Tensor dual = dual(new double[] {1}, new double[] {2});
        engine.setInferenceMode(true);
        Tensor result = dual.mul(2);
        engine.setInferenceMode(false);
        assertNull(ForwardMode.tangent(result, level));
    }

    @Test
    void noGradComputesTangentsThatAreNotRecorded() {
        Tensor x = of(2).setRequiresGrad(true);
        Tensor dual = ForwardMode.makeDual(x, of(1), level);
        engine.setGradMode(false);
        Tensor result = dual.mul(dual).prod();
        engine.setGradMode(true);
        assertTangent(result, 4);
        assertEquals(false, ForwardMode.tangent(result, level).requiresGrad());
    }

    @Test
    void aChangeThroughAViewChangesTheTangentOfItsBase() {
        Tensor x = dual(new double[] {1, 2, 3}, new double[] {1, 1, 1}).mul(1);
        Tensor view = x.narrow(0, 1, 2);
        view.mul_(dual(new double[] {10, 10}, new double[] {0, 1}));
        assertTangent(x, 1, 10, 10 + 3);
        assertTangent(view, 10, 13);
    }

    @Test
    void aChangeThroughAViewGivesItsBaseATangent() {
        Tensor base = engine.zeros(new int[] {3}, DType.FLOAT64);
        Tensor before = base.narrow(0, 1, 1);
        Tensor view = base.narrow(0, 0, 2);
        view.copy_(dual(new double[] {1, 2}, new double[] {3, 4}));
        assertTangent(base, 3, 4, 0);
        assertTangent(before, 4);
        before.mul_(2);
        assertTangent(base, 3, 8, 0);
    }

    @Test
    void aChangeOfTheBaseChangesTheTangentsOfViews() {
        Tensor x = dual(new double[] {1, 2}, new double[] {3, 4}).mul(1);
        Tensor transposed = x.unsqueeze(0).t();
        x.mul_(2);
        assertTangent(transposed, 6, 8);
    }

    @Test
    void resultsDoNotShareTheTangentsOfInputs() {
        Tensor x = dual(new double[] {1, 2}, new double[] {3, 4});
        Tensor y = x.add(1);
        y.mul_(10);
        assertTangent(x, 3, 4);
        assertTangent(y, 30, 40);
    }

    @Test
    void aViewByStridesOfATensorInTheMiddleOfItsStorageHasTheSameOfTheTangent() {
        Tensor part = of(0, 1, 2, 3, 4, 5).narrow(0, 2, 4).detach();
        Tensor dual = ForwardMode.makeDual(part, of(10, 20, 30, 40), level);
        assertTangent(dual.as_strided(new int[] {2, 2}, new int[] {2, 1}, 2), 10, 20, 30, 40);
        assertTangent(dual.as_strided(new int[] {2}, new int[] {2}, 3), 20, 40);
    }

    @Test
    void levelsNestWithoutConfusion() {
        // d/dx (x * d/dy (x + y)) at 1 is 1; confused levels would give 2.
        Tensor x = ForwardMode.makeDual(of(1), of(1), level);
        int inner = engine.dualLevels().enter();
        Tensor y = ForwardMode.makeDual(of(1), of(1), inner);
        Tensor innerDerivative = ForwardMode.tangent(x.add(y), inner);
        engine.dualLevels().exit(inner);
        assertTangent(x.mul(innerDerivative), 1);
    }

    @Test
    void nestedLevelsGiveHigherDerivatives() {
        Tensor x = ForwardMode.makeDual(of(2), of(1), level);
        int inner = engine.dualLevels().enter();
        Tensor twice = ForwardMode.makeDual(x, of(1), inner);
        Tensor cube = twice.pow(3);
        cube.mul_(1);
        Tensor first = ForwardMode.tangent(cube, inner);
        engine.dualLevels().exit(inner);
        assertArrayEquals(new double[] {12}, first.toDoubles(), 1e-12);
        assertTangent(first, 12);
        assertTangent(cube, 12);
    }

    /// The derivative of exp is its result.
    @Test
    void nestedLevelsGiveHigherDerivativesThroughResults() {
        Tensor x = ForwardMode.makeDual(of(2), of(1), level);
        int inner = engine.dualLevels().enter();
        Tensor power = ForwardMode.makeDual(x, of(1), inner).exp();
        Tensor first = ForwardMode.tangent(power, inner);
        engine.dualLevels().exit(inner);
        assertTangent(first, Math.exp(2));
    }

    @Test
    void aLeafsFirstGradientIsDetachedFromItsTangent() {
        Tensor x = of(2).setRequiresGrad(true);
        ForwardMode.makeDual(x, of(1), level).pow(3).backward();
        assertNull(ForwardMode.tangent(x.grad(), level));
        ForwardMode.makeDual(x, of(1), level).pow(2).backward();
        assertTangent(x.grad(), 2);
    }

    @Test
    void whatATangentLeadsToHasNoTangentInItsLevel() {
        Tensor x = of(2).setRequiresGrad(true);
        Tensor dual = ForwardMode.makeDual(x, of(1), level);
        for (Tensor result :
                List.of(dual.pow(3), dual.sin(), dual.mul(dual), dual.clone().mul_(dual))) {
            Tensor tangent = ForwardMode.tangent(result, level);
            Tensor gradient = Autograd.grad(
                    engine, List.of(tangent), List.of(x), Collections.singletonList(null), true, false, true)[0];
            assertNull(ForwardMode.tangent(gradient, level));
        }
    }

    @Test
    void outRefusesWhatHasATangent() {
        Tensor dual = dual(new double[] {1}, new double[] {2});
        var problem = assertThrows(
                EngineException.class,
                () -> OperatorTable.call(
                        OperatorTable.named("neg").stream()
                                .filter(o -> o.overload().equals("out"))
                                .findFirst()
                                .orElseThrow(),
                        engine,
                        dual,
                        of(0)));
        assertEquals(
                "Trying to use forward AD with neg_out that does not support it because it is an out= function",
                problem.getMessage());
        assertEquals(EngineException.Kind.NOT_IMPLEMENTED, problem.kind());
    }

    @Test
    void anInPlaceOperationKeepsTheHistoryOfWhatItOverwrites() {
        Tensor x = of(3).setRequiresGrad(true);
        Tensor w = of(5).setRequiresGrad(true);
        Tensor y = x.mul(x);
        y.mul_(w);
        Tensor byW =
                Autograd.grad(engine, List.of(y), List.of(w), Collections.singletonList(null), true, true, false)[0];
        // d/dw = x², whose derivative in x is 2x
        Tensor mixed = Autograd.grad(
                engine, List.of(byW), List.of(x), Collections.singletonList(null), false, false, false)[0];
        assertArrayEquals(new double[] {6}, mixed.toDoubles(), 1e-12);
    }
}
