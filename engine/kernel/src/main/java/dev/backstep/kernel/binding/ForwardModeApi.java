package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.ForwardMode;
import dev.backstep.kernel.cpython.PyObject;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// `torch.autograd.forward_ad`, and the tangents of a user's `autograd.Function`. Python counts levels from 0.
final class ForwardModeApi {
    private final Engine engine;
    private final Handles handles;

    ForwardModeApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    void install(Definitions define) {
        define.add("dual_level", a -> engine.dualLevels().visible() - 1);
        define.add("enter_dual_level", a -> {
            if (engine.dualLevels().visible() > 0) {
                throw EngineException.runtime("Nested forward mode AD is not supported at the moment");
            }
            return engine.dualLevels().enter() - 1;
        });
        // For function transforms, which may be nested.
        define.add("enter_inner_dual_level", a -> engine.dualLevels().enter() - 1);
        define.add("exit_dual_level", a -> {
            if (a[0].asInt() < 0) throw EngineException.runtime("Dual level must be a positive number.");
            engine.dualLevels().exit(a[0].asInt() + 1);
            return null;
        });
        define.add(
                "make_dual",
                a -> handles.of(
                        ForwardMode.makeDual(handles.tensor(a[0]), handles.tensor(a[1]), checked(a[2], "_make_dual"))));
        define.add("unpack_dual", a -> {
            Tensor dual = handles.tensorOrNull(a[0]);
            if (dual == null) {
                throw EngineException.type(
                        "_unpack_dual(): argument 'dual' (position 1) must be Tensor, not " + Handles.typeName(a[0]));
            }
            int level = checked(a[1], "_fw_primal");
            return handles.tuple(
                    handles.of(ForwardMode.primal(dual, level)), handles.of(ForwardMode.tangent(dual, level)));
        });
        define.add("hide_dual_levels", a -> engine.dualLevels().setVisible(0));
        define.add("show_dual_levels", a -> engine.dualLevels().setVisible(a[0].asInt()));
        define.add("function_tangents", a -> {
            for (int level = 1; level <= engine.dualLevels().visible(); level++)
                tangents(level, a[0], a[1], a[2], a[3]);
            return null;
        });
    }

    private int checked(PyObject value, String operator) {
        int level = value.asInt() + 1;
        if (level < 1 || level > engine.dualLevels().visible()) {
            throw EngineException.runtime("Invalid level given to " + operator);
        }
        return level;
    }

    /// Asks a function's `jvp` for the tangents of its outputs, if an input has one.
    private void tangents(int level, PyObject arguments, PyObject outputs, PyObject dirty, PyObject jvp) {
        var inputs = new ArrayList<@Nullable Tensor>();
        boolean any = false;
        var given = new Object[arguments.size()];
        for (int i = 0; i < given.length; i++) {
            Tensor tensor = handles.tensorOrNull(arguments.get(i));
            Tensor tangent = ForwardMode.tangent(tensor, level);
            any |= tangent != null;
            inputs.add(tangent);
            boolean differentiable = tensor != null && tensor.dtype().isFloating();
            given[i] = differentiable ? handles.of(ForwardMode.orZeros(tangent, tensor)) : handles.none();
        }
        if (!any) return;
        ForwardMode.below(engine, level, () -> {
            PyObject result = jvp.call(handles.tuple(given));
            long expected = outputs.size();
            if (result.size() != expected) {
                throw EngineException.runtime(
                        "Function's jvp returned an invalid number of forward gradients (expected " + expected
                                + " but got " + result.size() + ")");
            }
            for (int i = 0; i < expected; i++) {
                Tensor output = handles.tensorOrNull(outputs.get(i));
                Tensor tangent = handles.tensorOrNull(result.get(i));
                if (output == null || !output.dtype().isFloating() || tangent == null) continue;
                give(output, level, tangent, inputs, contains(dirty, output));
            }
        });
    }

    private static void give(
            Tensor output, int level, Tensor tangent, ArrayList<@Nullable Tensor> inputs, boolean dirty) {
        ForwardMode.checkSizes(output, tangent);
        if (dirty) {
            if (ForwardMode.tangent(output, level) != tangent) {
                throw EngineException.runtime("An inplace custom Function is not modifying the forward mode gradients "
                        + "inplace. If the forward is modifying an input inplace, then the jvp function must modify "
                        + "the corresponding gradient inplace.");
            }
        } else if (output.viewInfo() != null) {
            if (inputs.stream().noneMatch(i -> i != null && i.storage() == tangent.storage())) {
                throw EngineException.runtime("A custom Function's forward is returning a view (or an input as-is) but "
                        + "the jvp is not returning a view.");
            }
            ForwardMode.giveView(output, level, tangent);
        } else {
            ForwardMode.give(output, level, tangent, inputs.toArray(new Tensor[0]));
        }
    }

    private boolean contains(PyObject tensors, Tensor tensor) {
        for (int i = 0; i < tensors.size(); i++) {
            if (handles.tensorOrNull(tensors.get(i)) == tensor) return true;
        }
        return false;
    }
}
