package dev.backstep.kernel;

import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Runs many changing programs in one kernel and prints what it holds: `Soak RUNS`. What grows is a leak.
///
/// It is the kernel of [KernelMain] without its process, so that it can look inside: one [Session] on one thread. The
/// programs are small trainings of random shape, errors, recordings and loops that are stopped.
final class Soak {
    private static final int REPORT_EVERY = 500;
    private static final long STACK_BYTES = 64L << 20;

    private static final List<String> ENDINGS = List.of(
            "",
            "raise ValueError('the end')\n",
            "undefined\n",
            "(x @ torch.ones(77)).sum()\n",
            "x = = 1\n",
            "import sys\nsys.exit(3)\n",
            "import json, random\njson.dumps = None\nrandom.seed(1)\n",
            "import numpy\nprint(numpy.asarray(loss.detach()), torch.tensor(numpy.ones(3)))\n",
            "import threading\nthread = threading.Thread(target=lambda: (x.detach() * 2).sum())\nthread.start()\nthread.join()\n",
            "import copy\ntwin = copy.deepcopy(model)\ntwin.self = [twin]\nx.note = twin\n",
            "class Owner:\n    pass\nowner = Owner()\nowner.x, x.owner = x, owner\nloss.owner = owner\nloss.register_hook(lambda g: owner)\n",
            "class F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        ctx.save_for_backward(x)\n"
                    + "        return x * 2\n    @staticmethod\n    def backward(ctx, g):\n        return g * 2\n"
                    + "y = F.apply(torch.ones(3, requires_grad=True))\ny.sum().backward()\n",
            "nn.Module.extra = 5\ntorch.Tensor.extra = lambda self: 1\nprint(x.extra())\n",
            "with torch.profiler.profile() as profile:\n    model(x)\nprint(len(profile.key_averages().table()) > 0)\n",
            "from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\nprint(Point(1))\n",
            "while True:\n    pass\n");

    private final AtomicReference<Request.Run> running = new AtomicReference<>();
    private final Random random = new Random(1);
    private Session session;

    private Soak() {}

    public static void main(String[] arguments) throws InterruptedException {
        int runs = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
        var thread = Thread.ofPlatform().stackSize(STACK_BYTES).start(() -> new Soak().run(runs));
        thread.join();
        System.exit(0);
    }

    private void run(int runs) {
        var out = new Replies(OutputStream.nullOutputStream());
        session = new Session(TorchRuntime.start(new Walls()), new Gpus(List.of()), out, null);
        session.warmUp();
        while (session.idle()) {}
        Thread.ofPlatform().daemon().start(this::stopLoops);
        System.out.println("  runs  resident MB  heap MB  held  peers  Python's blocks");
        for (int i = 0; i <= runs; i++) {
            if (i % REPORT_EVERY == 0) {
                report(i);
            }
            var program = new Request.Run(i, "program.py", program(i), "", i, "cpu", random.nextBoolean(), false);
            running.set(program);
            var reply = session.run(program);
            running.set(null);
            if (!(reply instanceof Reply.Finished)) {
                throw new IllegalStateException(i + ": " + reply);
            }
        }
    }

    /// A training of random size.
    private String program(int number) {
        var text = new StringBuilder("import torch\nfrom torch import nn\n# %d\n".formatted(number));
        text.append("class Model(nn.Module):\n    def __init__(self):\n        super().__init__()\n");
        int inputs = 1 + random.nextInt(8);
        int hidden = 1 + random.nextInt(32);
        text.append("        self.first = nn.Linear(%d, %d)\n".formatted(inputs, hidden));
        text.append("        self.second = nn.Linear(%d, 2)\n".formatted(hidden));
        var activation = List.of("relu", "tanh", "sigmoid").get(random.nextInt(3));
        text.append("    def forward(self, x):\n        h%d = torch.%s(self.first(x))\n"
                .formatted(number % 50, activation));
        text.append("        return self.second(h%d)\nmodel = Model()\n".formatted(number % 50));
        var optimizer = List.of("SGD", "Adam", "RMSprop").get(random.nextInt(3));
        text.append("optimizer = torch.optim.%s(model.parameters(), lr=0.01)\n".formatted(optimizer));
        text.append("x = torch.randn(%d, %d)\n".formatted(1 + random.nextInt(16), inputs));
        text.append("for step in range(%d):\n    optimizer.zero_grad()\n".formatted(1 + random.nextInt(5)));
        text.append("    loss = (model(x) ** 2).mean()\n    loss.backward()\n    optimizer.step()\n");
        text.append("    print(step, loss.item(), f'{loss:.3f}', x[0])\n");
        return text + ENDINGS.get(random.nextInt(ENDINGS.size()));
    }

    /// Interrupts what runs for longer than a training takes.
    private void stopLoops() {
        try {
            while (true) {
                var before = running.get();
                TimeUnit.MILLISECONDS.sleep(30);
                if (before != null && running.get() == before && before.source().endsWith("pass\n")) {
                    session.interrupt(Duration.ofSeconds(20));
                }
            }
        } catch (Exception e) {
            e.printStackTrace();
        }
    }

    private void report(int runs) {
        var counts = ReferenceCount.now();
        var runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        System.out.printf(
                "%6d  %11d  %7.1f  %4d  %5d  %15d%n",
                runs, resident() >> 20, heap / 1e6, counts.held(), counts.peers(), counts.blocks());
        System.out.flush();
    }

    private static long resident() {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
