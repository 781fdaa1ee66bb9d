package dev.backstep.kernel;

import dev.backstep.engine.Engine;
import dev.backstep.kernel.recorder.Recorder;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

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

    private final Engine engine;
    private final Host host;
    private final Python python;
    private boolean exhausted;

    Session(Engine engine, Object binding, Replies replies) {
        this.engine = engine;
        host = new Host(binding, replies);
        python = new Python(host);
    }

    @Override
    public Reply.Ready ready() {
        return new Reply.Ready(
                VERSION,
                List.of(new Reply.Device("cpu", "CPU")),
                "This build computes on the CPU only: it has no OpenCL backend.");
    }

    /// Takes a program all the way from request to reply, seen by nobody, so that the next one finds everything loaded.
    void warmUp() {
        try {
            var request = new ByteArrayOutputStream();
            Frames.write(request, new Request.Run(Host.UNHEARD, "warm-up.py", WARM_UP, "", 0, "cpu", true));
            var received = Frames.readRequest(new ByteArrayInputStream(request.toByteArray()));
            if (received instanceof Request.Run program) {
                Frames.write(OutputStream.nullOutputStream(), run(program));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Reply.Finished run(Request.Run run) {
        var recorder = run.record() ? new Recorder(engine, run.source(), python.function("name")::executeVoid) : null;
        var folder = run.folder().isEmpty() ? null : Path.of(run.folder());
        var program = new Host.Program(run.id(), folder, recorder);
        host.begin(program);
        long started = System.nanoTime();
        Recording.End end;
        Recording recording = null;
        try {
            engine.setObserver(recorder);
            end = python.run(run, recorder == null ? null : new Told(recorder));
            long nanos = System.nanoTime() - started;
            exhausted = program.outOfMemory();
            engine.setObserver(null);
            if (recorder != null) {
                python.function("name_all").executeVoid();
                recording = recorder.finish(
                        run.name(), new Recording.Run(VERSION, run.device(), run.seed(), end, nanos, 0, false));
            }
        } finally {
            engine.setObserver(null);
            python.release();
            host.end();
        }
        return new Reply.Finished(run.id(), end, recording, program.error());
    }

    @Override
    public boolean exhausted() {
        return exhausted;
    }

    @Override
    public void interrupt(Duration patience) throws TimeoutException {
        python.interrupt(patience);
    }

    private record Told(Recorder recorder) implements Python.Lines {
        @Override
        public void entered(int line, String function) {
            recorder.entered(line, function);
        }

        @Override
        public void left(int line, String function) {
            recorder.left(line, function);
        }
    }
}
