package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.backstep.engine.Device;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.BackendProvider;
import dev.backstep.engine.backend.DeviceLostException;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// GPUs that fail, which real ones cannot be asked to do. Needs none.
class GpuFailureTest {
    private static final Device GPU = new Device("cuda", 0);

    private static final String PROGRAM = """
            import torch
            print("before")
            try:
                print(torch.ones(2))
            except RuntimeError as error:
                print(type(error).__module__, type(error).__name__, error, *error.__notes__)
            """;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Replies out = new Replies(sent);

    @Test
    void aProgramThatLosesItsGpuStartsAnewOnTheCpu() throws Exception {
        var session = session(full(new DeviceLostException("Test GPU", "Test GPU is lost.")));
        var finished = run(session, PROGRAM);
        assertNull(finished.error());
        var recording = finished.recording();
        assertNotNull(recording);
        assertEquals("cpu", recording.run().device());
        var replies = replies();
        assertEquals("before\n", text(replies.subList(0, 1)));
        var now = assertInstanceOf(Reply.Devices.class, replies.get(1));
        assertEquals("Test GPU is lost.", now.noGpuReason());
        assertEquals(
                List.of("cpu"), now.devices().stream().map(Reply.Device::id).toList());
        assertEquals(new Reply.Restarted(1, "Test GPU is lost."), replies.get(2));
        assertEquals("before\ntensor([1., 1.])\n", text(replies.subList(3, replies.size())));

        run(session, PROGRAM);
        assertEquals(
                "backstep: the program runs on the CPU. Test GPU is lost.\nbefore\ntensor([1., 1.])\n",
                text(replies()));
    }

    @Test
    void aGpuThatCannotBeOpenedIsGivenUp() throws Exception {
        var session = session(new BackendProvider.Offer() {
            @Override
            public String name() {
                return "Test GPU";
            }

            @Override
            public Backend open(int index) {
                throw EngineException.runtime("the driver refuses");
            }
        });
        assertEquals(Recording.End.FINISHED, run(session, PROGRAM).end());
        var replies = replies();
        var now = assertInstanceOf(Reply.Devices.class, replies.getFirst());
        assertEquals("gpu cannot be used: the driver refuses", now.noGpuReason());
        assertEquals(
                "backstep: the program runs on the CPU. gpu cannot be used: the driver refuses\n"
                        + "before\ntensor([1., 1.])\n",
                text(replies));
    }

    @Test
    void aGpuWithoutMemorySaysSoAsInPyTorch() throws Exception {
        var problem = EngineException.deviceMemory("CUDA out of memory. Tried to allocate 8 bytes");
        var session = session(full(problem));
        run(session, PROGRAM);
        assertEquals("""
                before
                torch.cuda OutOfMemoryError CUDA out of memory. Tried to allocate 8 bytes\s
                Use smaller batches, let go of tensors and graphs that are not needed any more, or run the program \
                on the CPU.
                """, text(replies()));
    }

    @Test
    void whatTheCpuComputesForTheGpuIsToldOnceAndWhatTheDriverSaid() throws Exception {
        var cpu = new CpuBackend();
        var session = session(backend((_, method, arguments) -> switch (method.getName()) {
            case "device" -> GPU;
            case "problems" -> List.of("Test GPU's driver failed to compile a kernel.");
            case "cpuFallbacks" -> new TreeMap<>(Map.of("pointwise EXP", 1L));
            case "allocate" -> method.invoke(cpu, arguments);
            default -> null;
        }));
        run(session, "print(1)");
        assertEquals("""
                1
                backstep: the CPU computes what the GPU has no kernel for: pointwise EXP.
                backstep: Test GPU's driver failed to compile a kernel.
                """, text(replies()));
        run(session, "print(2)");
        assertEquals("2\n", text(replies()));
    }

    /// The search of one thread may end just when another finds the GPU lost.
    @Test
    void whatIsToldLastOfGpusIsSo() throws Exception {
        var gpus = new Gpus(List.of(() -> new BackendProvider.Found(List.of(full(new IllegalStateException())), null)));
        var told = new ArrayList<String>();
        var loser = new Thread(() -> {
            gpus.giveUp("lost");
            gpus.tell(reply -> told.add(((Reply.Devices) reply).noGpuReason()));
        });
        gpus.tell(reply -> {
            loser.start();
            while (loser.getState() != Thread.State.BLOCKED && loser.isAlive()) {
                Thread.onSpinWait();
            }
            told.add(((Reply.Devices) reply).noGpuReason());
        });
        loser.join();
        assertEquals(Arrays.asList(null, "lost"), told);
    }

    @Test
    void whatFailsOnTheGpuWhenTheProgramHasEndedIsItsError() throws Exception {
        var cpu = new CpuBackend();
        var session = session(backend((_, method, arguments) -> switch (method.getName()) {
            case "device" -> GPU;
            case "removeListener" -> throw EngineException.runtime("OpenCL error -4 waiting for Test GPU");
            default -> method.invoke(cpu, arguments);
        }));
        var finished = run(session, "import torch\nx = torch.empty(2)\n");
        assertEquals(Recording.End.FAILED, finished.end());
        assertEquals("RuntimeError: OpenCL error -4 waiting for Test GPU\n", finished.error());
    }

    @Test
    void whatTheCpuComputesForTheGpuIsRecorded() throws Exception {
        var cpu = new CpuBackend();
        var listeners = new ArrayList<BackendListener>();
        var session = session(backend((_, method, arguments) -> {
            switch (method.getName()) {
                case "device" -> {
                    return GPU;
                }
                case "addListener" -> {
                    return listeners.add((BackendListener) arguments[0]);
                }
                case "removeListener" -> {
                    return listeners.remove(arguments[0]);
                }
                case "allocate" -> listeners.forEach(listener -> listener.hostStarted("put"));
                default -> {}
            }
            return method.invoke(cpu, arguments);
        }));
        var recording = run(session, "import torch\nx = torch.ones(2)\ny = x.view(2, 1)\n")
                .recording();
        assertNotNull(recording);
        assertEquals(
                List.of("aten::ones [put]", "aten::view []"),
                recording.operations().stream()
                        .map(operation -> operation.name() + " " + operation.onCpu())
                        .toList());
        assertEquals(List.of(), listeners);
    }

    private Session session(BackendProvider.Offer offer) {
        BackendProvider provider = () -> new BackendProvider.Found(List.of(offer), null);
        return new Session(Programs.runtime(), new Gpus(List.of(provider)), out, null);
    }

    /// A GPU that answers each request for memory with this.
    private static Opens full(RuntimeException problem) {
        return backend((proxy, method, arguments) -> switch (method.getName()) {
            case "device" -> GPU;
            case "allocate" -> throw problem;
            default -> method.isDefault() ? InvocationHandler.invokeDefault(proxy, method, arguments) : null;
        });
    }

    private static Opens backend(InvocationHandler handler) {
        return new Opens((Backend)
                Proxy.newProxyInstance(GpuFailureTest.class.getClassLoader(), new Class<?>[] {Backend.class}, handler));
    }

    private record Opens(Backend backend) implements BackendProvider.Offer {
        @Override
        public String name() {
            return "Test GPU";
        }

        @Override
        public Backend open(int index) {
            return backend;
        }
    }

    /// Runs on the GPU, and says how it ended, as a kernel does: after all that was printed.
    private Reply.Finished run(Session session, String program) {
        var finished =
                (Reply.Finished) session.run(new Request.Run(1, "program.py", program, "", 0, "gpu", true, false));
        out.send(finished);
        return finished;
    }

    /// What was said since the last call.
    private List<Reply> replies() throws IOException {
        var replies = new ArrayList<Reply>();
        var in = new ByteArrayInputStream(sent.toByteArray());
        for (var reply = Frames.readReply(in); reply != null; reply = Frames.readReply(in)) {
            replies.add(reply);
        }
        sent.reset();
        return replies;
    }

    private static String text(List<Reply> replies) {
        return replies.stream()
                .filter(Reply.Output.class::isInstance)
                .map(reply -> ((Reply.Output) reply).text())
                .collect(Collectors.joining());
    }
}
