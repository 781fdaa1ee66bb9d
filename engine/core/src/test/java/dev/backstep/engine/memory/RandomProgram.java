package dev.backstep.engine.memory;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.InPlaceView;
import dev.backstep.engine.autograd.SavedTensorHooks;
import dev.backstep.engine.autograd.TensorHook;
import dev.backstep.engine.memory.FakePython.Ref;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// A Python program that makes tensors, views, changes in place, gradients and hooks in any order, and forgets names at
/// any time.
record RandomProgram(List<Step> steps) {
    private static final int NAMES = 8;
    static final int KINDS = 27;

    /// One statement: `to = kind(a, b)`.
    record Step(int kind, int to, int a, int b, int choice) {}

    private static final List<BinaryOperator<Tensor>> OPERATORS = List.of(
            Tensor::add,
            Tensor::mul,
            Tensor::sub,
            Tensor::matmul,
            (a, b) -> a.div(b.mul(b).add(1)),
            (a, b) -> a.softmax(-1).add(b),
            (a, b) -> a.sin().mul(b.exp().clamp(Scalar.of(-3), Scalar.of(3))),
            (a, b) -> a.engine().cat(new Tensor[] {a, b}, 0).narrow(0, 1, 4),
            (a, b) -> a.engine().stack(new Tensor[] {a, b}, 0).sum(0),
            (a, b) -> a.log_softmax(0).sub(b.tanh()),
            (a, b) -> a.gt(b).to(DType.FLOAT32).mul(a),
            (a, b) -> a.cumsum(0).add(b.std(1)),
            (a, b) -> a.where(a.gt(0), b),
            (a, b) -> a.addmm(a, b),
            (a, b) -> a.relu().matmul(b.t()),
            (a, b) -> a.sort(1, false)[0].add(b),
            (a, b) -> a.gather(1, b.gt(0).to(DType.INT64)),
            (a, b) -> a.max(1, true)[0].mul(b),
            (a, b) -> a.matmul(b).add(a.t()).matmul(b),
            (a, b) -> a.index_select(0, b.argmax(1, false)).mul(a),
            (a, b) -> a.mul(2).add(b.expand(4, 4).mean(0)));

    /// Views, and operators that may give their operand back.
    private static final List<UnaryOperator<Tensor>> VIEWS = List.of(
            Tensor::t,
            a -> a.narrow(0, 1, 2),
            a -> a.select(0, 1),
            a -> a.view(-1),
            a -> a.reshape(4, 4),
            Tensor::contiguous,
            Tensor::detach,
            Tensor::data,
            a -> a.to(a.dtype()),
            a -> a.to(Device.CPU),
            a -> a.expand(-1, 4),
            a -> a.unsqueeze(0),
            a -> a.squeeze(),
            a -> a.flatten(0, -1),
            a -> a.unbind(0)[0],
            a -> a.chunk(2, 0)[0],
            a -> a.diagonal(0, 0, 1),
            a -> a.expand_as(a));

    private static final List<BinaryOperator<Tensor>> IN_PLACE = List.of(
            Tensor::add_,
            Tensor::mul_,
            Tensor::copy_,
            (a, b) -> a.zero_(),
            (a, b) -> a.clamp_(Scalar.of(-1), Scalar.of(1)),
            (a, b) -> InPlaceView.become(a, a.unsqueeze(0), "UnsqueezeBackward1"),
            (a, b) -> InPlaceView.become(a, a.t(), "TBackward0"),
            (a, b) -> a.relu_(),
            (a, b) -> a.forgetHistory(),
            (a, b) -> a.fill_(0.5));

    /// What the program prints.
    List<String> run(Engine engine, boolean letsGo) {
        var run = new Run(new FakePython(engine, letsGo));
        for (Step step : steps) {
            run.step(step);
        }
        run.end();
        return run.printed;
    }

    private static final class Run {
        private final FakePython python;
        private final Engine engine;
        private final Ref[] names = new Ref[NAMES];
        private final List<String> printed = new ArrayList<>();
        private int seed;

        Run(FakePython python) {
            this.python = python;
            this.engine = python.engine;
            for (int i = 0; i < NAMES; i++) {
                set(i, leaf(i % 2 == 0));
            }
        }

        private Ref leaf(boolean requiresGrad) {
            int from = seed++;
            return python.tensor(() -> {
                Tensor made = engine.arange(Scalar.of(16), DType.FLOAT32)
                        .add(from)
                        .sin()
                        .view(4, 4)
                        .clone();
                return requiresGrad ? made.detach().setRequiresGrad(true) : made;
            });
        }

        /// Binds a name, which takes the reference.
        private void set(int name, Ref value) {
            Ref before = names[name % NAMES];
            names[name % NAMES] = value;
            python.decrease(before);
        }

        private Ref name(int name) {
            Ref value = names[name % NAMES];
            if (value == null) {
                value = leaf(name % 3 == 0);
                names[name % NAMES] = value;
            }
            return value;
        }

        void step(Step step) {
            try {
                Ref a = name(step.a);
                Ref b = name(step.b);
                // The interpreter's stack holds the arguments of a call.
                python.increase(a);
                python.increase(b);
                try {
                    execute(step, a, b);
                } finally {
                    python.decrease(a);
                    python.decrease(b);
                }
            } catch (EngineException error) {
                printed.add(error.pythonType() + ": " + error.getMessage());
            }
        }

        private void execute(Step step, Ref a, Ref b) {
            switch (step.kind) {
                case 0, 1, 2, 3, 4 -> {
                    var operator = OPERATORS.get(step.choice % OPERATORS.size());
                    put(step.to, python.tensor(() -> operator.apply(a.tensor(), b.tensor())));
                }
                case 5, 6, 7 -> {
                    var view = VIEWS.get(step.choice % VIEWS.size());
                    put(step.to, python.tensor(() -> view.apply(a.tensor())));
                }
                case 8, 9 -> {
                    var change = IN_PLACE.get(step.choice % IN_PLACE.size());
                    put(step.to, python.tensor(() -> change.apply(a.tensor(), b.tensor())));
                }
                case 10, 11 -> set(step.to, null);
                case 12 -> {
                    python.increase(a);
                    set(step.to, a);
                }
                case 13 -> set(step.to, leaf(step.choice % 2 == 0));
                case 14, 15 -> backward(a, step.choice);
                case 16 -> gradients(step, a, b);
                case 17 -> put(step.to, python.tensor(() -> a.tensor().grad()));
                case 18 ->
                    python.call(() -> {
                        a.tensor().setGrad(step.choice % 2 == 0 ? null : b.tensor());
                        return null;
                    });
                case 19 ->
                    python.call(() -> {
                        if (step.choice % 3 == 0) {
                            a.tensor().retain_grad();
                        } else {
                            a.tensor().registerHook(hook(step.choice, step.to));
                        }
                        return null;
                    });
                case 20 -> put(step.to, saved(a));
                case 21 ->
                    python.call(() -> {
                        a.tensor().setData(b.tensor());
                        return null;
                    });
                case 22 -> packed(step, a, b);
                case 23 -> {
                    boolean mode = engine.setGradMode(false);
                    try {
                        put(step.to, python.tensor(() -> a.tensor().mul(b.tensor())));
                    } finally {
                        engine.setGradMode(mode);
                    }
                }
                case 24 -> share(a, step.choice);
                case 25 -> put(step.to, foreign(step.choice));
                case 26 ->
                    python.call(() -> {
                        a.tensor().registerHook(innerPass(b));
                        return null;
                    });
                default -> throw new IllegalArgumentException("no such step: " + step);
            }
        }

        private void put(int name, Ref value) {
            set(name, value);
            if (value != null) {
                print(value);
            }
        }

        private void print(Ref value) {
            printed.add(python.call(() -> Arrays.toString(value.tensor().toDoubles())));
        }

        private void backward(Ref a, int choice) {
            // `a.sum().backward()`: the sum has no name.
            Ref sum = python.tensor(() -> a.tensor().sum());
            try {
                python.call(() -> {
                    sum.tensor().backward(null, choice % 3 == 0, choice % 7 == 0);
                    return null;
                });
            } finally {
                python.decrease(sum);
            }
            for (Ref leaf : names) {
                if (leaf == null) {
                    continue;
                }
                Ref grad = python.tensor(() -> leaf.tensor().grad());
                if (grad != null) {
                    print(grad);
                }
                python.decrease(grad);
            }
        }

        private void gradients(Step step, Ref a, Ref b) {
            Ref sum = python.tensor(() -> a.tensor().mul(a.tensor()).sum());
            boolean again = step.choice % 2 == 0;
            try {
                put(
                        step.to,
                        python.tensor(() -> Autograd.grad(
                                engine,
                                List.of(sum.tensor()),
                                List.of(b.tensor()),
                                Collections.singletonList(null),
                                again,
                                again,
                                true)[0]));
            } finally {
                python.decrease(sum);
            }
        }

        private TensorHook hook(int choice, int to) {
            return gradient -> {
                Ref given = python.wrap(gradient);
                try {
                    if (choice % 4 == 1) {
                        python.increase(given);
                        set(to, given);
                    }
                    if (choice % 5 == 0) {
                        set(to + 1, null);
                    }
                    if (choice % 4 == 2) {
                        return null;
                    }
                    Ref result = python.tensor(() -> given.tensor().mul(0.5));
                    Tensor tensor = result.tensor();
                    python.decrease(result);
                    return tensor;
                } finally {
                    python.decrease(given);
                }
            };
        }

        /// As a checkpoint does: a backward pass of its own within the other.
        private TensorHook innerPass(Ref b) {
            Tensor start = b.tensor();
            start.keep();
            return gradient -> {
                Ref leaf = python.tensor(() -> start.detach().clone().setRequiresGrad(true));
                Ref sum = python.tensor(
                        () -> leaf.tensor().mul(leaf.tensor()).sin().sum());
                python.call(() -> {
                    sum.tensor().backward();
                    return null;
                });
                python.decrease(sum);
                Ref grad = python.tensor(() -> leaf.tensor().grad());
                print(grad);
                python.decrease(leaf);
                print(grad);
                python.decrease(grad);
                return null;
            };
        }

        /// `a.numpy()[0] = choice`, of an array that soon dies.
        private void share(Ref a, int choice) {
            python.call(() -> {
                var storage = (Storage.Host) a.tensor().storage();
                var memory = engine.sharing().share(a.tensor());
                if (storage.dtype() == DType.FLOAT32 && choice % 2 == 0) {
                    memory.segment()
                            .setAtIndex(ValueLayout.JAVA_FLOAT, a.tensor().offset(), choice / 100f);
                }
                if (choice % 3 > 0) {
                    engine.sharing().unshare(storage);
                }
                return null;
            });
            print(a);
        }

        private Ref foreign(int choice) {
            var memory = Arena.ofAuto().allocate(64, 4);
            for (int i = 0; i < 16; i++) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (i - choice) / 50f);
            }
            int[] strides = choice % 2 == 0 ? new int[] {4, 1} : new int[] {1, 4};
            return python.tensor(
                    () -> engine.sharing().over(memory, DType.FLOAT32, new int[] {4, 4}, strides, () -> {}));
        }

        private Ref saved(Ref a) {
            return python.tensor(() -> {
                var node = a.tensor().gradFn();
                if (node == null) {
                    return null;
                }
                for (String name : node.savedNames()) {
                    if (node.saved(name) instanceof Tensor tensor) {
                        return tensor;
                    }
                }
                return null;
            });
        }

        /// With hooks that keep what is saved as Python objects.
        private void packed(Step step, Ref a, Ref b) {
            engine.setSavedTensorHooks(new SavedTensorHooks() {
                @Override
                public Object pack(Tensor tensor) {
                    Ref given = python.wrap(tensor);
                    Ref copy = python.tensor(() -> given.tensor().detach().clone());
                    python.decrease(given);
                    return copy;
                }

                @Override
                public Tensor unpack(Object packed) {
                    Ref result = python.tensor(() -> ((Ref) packed).tensor().add(0));
                    Tensor tensor = result.tensor();
                    python.decrease(result);
                    return tensor;
                }
            });
            try {
                put(step.to, python.tensor(() -> a.tensor().mul(b.tensor()).sin()));
            } finally {
                engine.setSavedTensorHooks(null);
            }
        }

        void end() {
            for (int i = 0; i < NAMES; i++) {
                if (names[i] != null) {
                    print(names[i]);
                }
                set(i, null);
            }
            python.call(() -> null);
        }
    }
}
