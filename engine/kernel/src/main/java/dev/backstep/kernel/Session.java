package dev.backstep.kernel;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.backend.DeviceLostException;
import dev.backstep.kernel.binding.TorchBinding;
import dev.backstep.kernel.cpython.CallStack;
import dev.backstep.kernel.cpython.Interpreter;
import dev.backstep.kernel.recorder.Recorder;
import dev.backstep.kernel.walls.MemoryWatch;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One engine and one interpreter, for all programs of the process.
final class Session implements Worker.Runner {
    /// The release, as its build names it.
    private static final String VERSION = "0.1.0";

    /// A program that warms what every program needs.
    private static final String WARM_UP = """
            import torch
            x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
            w = torch.randn(2, 2, requires_grad=True)
            for _ in range(2):
                y = torch.relu(x @ w + 1) * x
                loss = (y ** 2).sum()
                loss.backward()
                print(x.grad)
            w.grad.zero_()
            """;

    /// What is run in idle time is of the usual shape: a module, an optimiser, a few steps of training.
    private static final String WARMER = """
            import torch
            from torch import nn
            class Model(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.first = nn.Linear(2, 3)
                    self.second = nn.Linear(3, 1)
                def forward(self, x):
                    hidden = torch.tanh(self.first(x))
                    return torch.sigmoid(self.second(hidden))
            model = Model()
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            x = torch.tensor([[0., 1.], [1., 0.], [1., 1.]])
            for step in range(2):
                optimizer.zero_grad()
                loss = ((model(x) - torch.ones(3, 1)) ** 2).mean()
                loss.backward()
                optimizer.step()
                print(step, loss.item(), x[0], f"{loss:.3f}")
            """;

    /// From then on more runs make the next one no faster.
    private static final int WARM_RUNS = 40;

    private static final String NUMPY = "numpy";

    /// What a recording may take in memory, in megabytes, for those who want more than they get, see [#recordingBytes].
    private static final String RECORDING = "backstep.recording-megabytes";

    /// It has to be written, sent, read and looked at besides.
    private static final long RECORDING_BYTES = 48L << 20;

    /// What many programs import. It is loaded in idle time, or when a program names it.
    static final List<String> COMMON = List.of(
            NUMPY,
            "numpy.random",
            "numpy.linalg",
            "numpy.fft",
            "json",
            "typing",
            "string",
            "datetime",
            "pathlib",
            "copy",
            "dataclasses",
            "pickle",
            "logging");

    private final Engine engine;
    private final TorchBinding binding;
    private final Gpus gpus;
    private final Replies replies;
    private final @Nullable MemoryWatch memory;
    private final Host host;
    private final Python python;
    private final Walls walls;
    private final Set<String> told = new HashSet<>();
    private int runs;
    private final Deque<String> toLoad = new ArrayDeque<>(COMMON);
    private boolean isWarm;

    /// @param memory tells whether the process has become too large; null if nobody looks
    Session(TorchRuntime runtime, Gpus gpus, Replies replies, @Nullable MemoryWatch memory) {
        this.engine = runtime.engine();
        this.binding = runtime.binding();
        this.host = runtime.host();
        this.python = runtime.python();
        this.walls = runtime.walls();
        this.gpus = gpus;
        this.replies = replies;
        this.memory = memory;
        host.setOutput(replies::print);
    }

    @Override
    public Reply.Ready ready() {
        return new Reply.Ready(VERSION);
    }

    /// Takes a program all the way from request to reply, seen by nobody, so that the next one finds everything loaded.
    void warmUp() {
        isWarm = true;
        warmUp(WARM_UP);
        python.remember();
    }

    /// Goes on warming while nobody wants anything: a new process takes some fifty runs to reach its speed.
    @Override
    public boolean idle() {
        if (!isWarm || python.unfit() != null) {
            // What were loaded now would be remembered as the last program has left it.
            return false;
        }
        if (!toLoad.isEmpty()) {
            load(toLoad.remove());
        } else if (runs < WARM_RUNS) {
            // Another text each time, as that of a person who types.
            warmUp(WARMER + "# " + runs + "\n");
        }
        return !toLoad.isEmpty() || runs < WARM_RUNS;
    }

    private void load(String module) {
        walls.beginLoading();
        try {
            python.load(module);
        } finally {
            walls.end();
        }
    }

    private void warmUp(String program) {
        try {
            var request = new ByteArrayOutputStream();
            Frames.write(request, new Request.Run(Host.UNHEARD, "warm-up.py", program, "", 0, "cpu", true, false));
            var received = Frames.readRequest(new ByteArrayInputStream(request.toByteArray()));
            if (received instanceof Request.Run run) {
                Frames.write(OutputStream.nullOutputStream(), run(run));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a program; on the CPU, from its start, if it loses its GPU.
    @Override
    public Reply run(Request.Run run) {
        var unfit = unfit(run);
        return unfit == null ? runHere(run) : new Reply.Unfit(run.id(), unfit);
    }

    /// Why another process has to run a program; null if this one can.
    private @Nullable String unfit(Request.Run run) {
        var changed = python.unfit();
        if (changed != null) {
            return changed;
        }
        if (memory != null && memory.isExceeded()) {
            // Much of it may be free and only not given back to the system.
            Interpreter.trim();
        }
        if (memory != null && memory.isExceeded()) {
            return "what programs have left behind takes too much memory";
        }
        return walls.unfit(run);
    }

    private Reply.Finished runHere(Request.Run run) {
        runs++;
        if (toLoad.contains(NUMPY) && run.source().contains(NUMPY)) {
            // It can be loaded only once in a process, so it has to be the kernel that does it.
            toLoad.stream().filter(name -> name.startsWith(NUMPY)).forEach(this::load);
            toLoad.removeIf(name -> name.startsWith(NUMPY));
        }
        Reply.Finished finished;
        DeviceLostException lost;
        try {
            finished = attempt(run, run.device());
            lost = binding.lost();
        } catch (DeviceLostException e) {
            // What the program printed last, or the recorder reads, may have waited for the device.
            finished = null;
            lost = e;
        } catch (EngineException e) {
            // What the program asked for last failed on the device when the program had ended.
            var error = e.pythonType() + ": " + e.getMessage() + "\n";
            return new Reply.Finished(run.id(), Recording.End.FAILED, null, error);
        }
        if (finished != null && lost == null) {
            return finished;
        }
        gpus.giveUp(lost.getMessage());
        gpus.tell(replies::send);
        replies.send(new Reply.Restarted(run.id(), lost.getMessage()));
        return attempt(run, "cpu");
    }

    /// The program's tensors are in the same heap.
    private static long recordingBytes() {
        var wanted = Long.getLong(RECORDING);
        return wanted == null ? Math.min(RECORDING_BYTES, Runtime.getRuntime().maxMemory() / 16) : wanted << 20;
    }

    private Reply.Finished attempt(Request.Run run, String deviceName) {
        var recorder = run.record() ? new Recorder(engine, run.source(), new ProgramFrames(), recordingBytes()) : null;
        if (recorder != null) {
            recorder.describeErrors(python::describe);
            recorder.findOwnersOfHooks(binding::hookOwner);
        }
        var program = new Host.Program(run.id(), recorder);
        host.begin(program);
        walls.begin(run);
        try {
            var device = prepare(run, deviceName);
            try (var listening = new Listening(recorder)) {
                long started = System.nanoTime();
                var end = python.run(run);
                long nanos = System.nanoTime() - started;
                listening.programEnds();
                tellDetours();
                var recorded = binding.lost() == null ? recorder : null;
                if (recorded != null) {
                    if (run.id() != Host.UNHEARD) {
                        replies.send(new Reply.Ended(run.id()));
                    }
                    python.nameAll();
                }
                if (python.end() && end == Recording.End.FINISHED) {
                    end = Recording.End.INTERRUPTED;
                }
                var recording = recorded == null ? null : finish(recorded, run, device, end, nanos);
                return new Reply.Finished(run.id(), end, recording, program.error());
            }
        } finally {
            python.end();
            walls.end();
            python.leaveFolder();
            binding.endRun();
            host.end();
        }
    }

    /// A recorder hears of what a program does; without one nobody does.
    private final class Listening implements AutoCloseable {
        Listening(@Nullable Recorder recorder) {
            engine.setObserver(recorder);
            engine.setBackendListener(recorder == null ? null : recorder.backendListener());
            engine.setLines(CallStack::line);
            binding.setListener(recorder == null ? null : recorder::shown);
        }

        /// What follows is not the program's own. A device may still compute what it has asked for.
        void programEnds() {
            engine.setObserver(null);
            engine.setLines(null);
            binding.setListener(null);
        }

        @Override
        public void close() {
            programEnds();
            engine.setBackendListener(null);
        }
    }

    /// Gives the program its device, or the CPU and a word about it where that cannot be had.
    private Device prepare(Request.Run run, String name) {
        var device = Device.CPU;
        engine.devices().show(List.of());
        if (!name.equals("cpu")) {
            try {
                engine.devices().show(gpus.offers());
                device = engine.devices().resolve(gpu(name));
                binding.startRun(run.seed(), device);
                return device;
            } catch (EngineException e) {
                runOnCpu(name, e);
                device = Device.CPU;
            }
        }
        binding.startRun(run.seed(), device);
        return device;
    }

    /// What a GPU has no kernel for is computed on the CPU, which is slow and to be told, each primitive once.
    private void tellDetours() {
        for (var gpu : engine.devices().open()) {
            var primitives =
                    gpu.cpuFallbacks().keySet().stream().filter(told::add).toList();
            if (primitives.isEmpty()) {
                continue;
            }
            host.write(
                    true,
                    "backstep: the CPU computes what the GPU has no kernel for: %s.%n"
                            .formatted(String.join(", ", primitives)));
            for (var problem : gpu.problems()) {
                if (told.add(problem)) {
                    host.write(true, "backstep: " + problem + "\n");
                }
            }
        }
    }

    /// @param name `gpu` or `gpu:1`
    private static Device gpu(String name) {
        int colon = name.indexOf(':');
        return new Device("cuda", colon < 0 ? 0 : Integer.parseInt(name.substring(colon + 1)));
    }

    private void runOnCpu(String name, EngineException problem) {
        var reason = gpus.reason();
        if (reason == null && gpus.offers().size() > gpu(name).index()) {
            reason = "%s cannot be used: %s".formatted(name, problem.getMessage());
            gpus.giveUp(reason);
            gpus.tell(replies::send);
        } else if (reason == null) {
            reason = "There is no %s.".formatted(name);
        }
        engine.devices().show(List.of());
        host.write(true, "backstep: the program runs on the CPU. " + reason + "\n");
    }

    private @Nullable Recording finish(
            Recorder recorder, Request.Run run, Device device, Recording.End end, long nanos) {
        try {
            return finished(recorder, run, device, end, nanos);
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException e) {
            // A fault of ours, which is no reason to lose what the program said.
            e.printStackTrace();
            return null;
        }
    }

    private Recording finished(Recorder recorder, Request.Run run, Device device, Recording.End end, long nanos) {
        var name = device.isCpu() ? "" : engine.devices().name(device.index());
        return recorder.finish(
                run.name(),
                new Recording.Run(
                        VERSION, device.toString(), name, run.seed(), end, nanos, 0, Recording.Omitted.NOTHING));
    }

    @Override
    public void interrupt(Duration patience) throws TimeoutException {
        python.interrupt(patience);
    }

    @Override
    public void interruptForMemory(Duration patience) throws TimeoutException {
        python.interruptForMemory(patience);
    }
}
