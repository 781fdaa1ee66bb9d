package dev.backstep.kernel.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.kernel.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Programs print what PyTorch printed for them. The expected output lies beside each program, whose first
/// line says how it was made.
class TorchProgramsTest {
    private static Programs programs;

    @BeforeAll
    static void start() {
        programs = Programs.shared();
    }

    /// Programs whose output PyTorch printed.
    static final List<String> NAMES = List.of(
            "tensors",
            "gradients",
            "layers",
            "training",
            "errors",
            "edges",
            "forward",
            "functional",
            "gradcheck",
            "transforms",
            "testing",
            "arrays",
            "survival",
            "threads",
            "profiler_events",
            "profiler_tables",
            "profiler_steps");

    @ParameterizedTest
    @FieldSource("NAMES")
    void printsWhatPyTorchPrinted(String name) throws IOException {
        String expected = read(name + ".out");
        assertEquals(comparable(expected), comparable(programs.run(name + ".py", read(name + ".py"))));
    }

    @Test
    void eachProgramStartsAfresh() {
        programs.run("first.py", """
                import torch
                torch.manual_seed(5)
                torch.set_grad_enabled(False)
                torch.set_default_dtype(torch.float64)
                torch.set_printoptions(precision=1)
                torch.relu = None
                torch.Tensor.sum = lambda self: 'patched'
                """);
        String printed = programs.run("second.py", """
                import torch
                print(torch.is_grad_enabled(), torch.get_default_dtype(), torch.initial_seed())
                print(torch.tensor([0.25]), torch.relu(torch.tensor(-1.)), torch.ones(2).sum())
                """);
        assertEquals("""
                True torch.float32 0
                tensor([0.2500]) tensor(0.) tensor(2.)
                """, printed);
    }

    @Test
    void pretrainedWeightsAreRefusedWithAWayOut() {
        String printed = programs.run("pretrained.py", """
                import torchvision
                torchvision.models.resnet18(pretrained=True)
                """);
        assertTrue(printed.contains("RuntimeError: resnet18(pretrained=True): Backstep downloads nothing"), printed);
        assertTrue(printed.contains("model.load_state_dict(torch.load('resnet18.pth'))"), printed);
    }

    @Test
    void loadsWeightsThatPyTorchSaved() {
        // weights.pth: torch.manual_seed(4); torch.save(Sequential(Linear(3, 2), BatchNorm1d(2)).state_dict(), …)
        String printed = programs.run("load.py", """
                import torch
                model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
                print(model.load_state_dict(torch.load("weights.pth")), model[0].weight)
                """);
        assertEquals("""
                <All keys matched successfully> Parameter containing:
                tensor([[ 0.0689,  0.0682, -0.4717],
                        [-0.3349, -0.5690, -0.5324]], requires_grad=True)
                """, printed);
    }

    @Test
    void resnet18HasTorchvisionsLayersInItsOrder() {
        String printed = programs.run("resnet.py", """
                import torchvision
                model = torchvision.models.resnet18(num_classes=10)
                print(sum(p.numel() for p in model.parameters()), len(model.state_dict()))
                print([name for name, _ in model.layer2[0].named_children()], model.fc)
                """);
        // Counted with torchvision 0.14: 11,689,512 parameters for 1,000 classes.
        assertEquals("""
                11181642 122
                ['conv1', 'bn1', 'relu', 'conv2', 'bn2', 'downsample'] Linear(in_features=512, out_features=10, bias=True)
                """, printed);
    }

    @Test
    void aTraceCanBeReadBack() {
        String printed = programs.run("trace.py", """
                import io, json, torch
                x = torch.ones(2, 3, requires_grad=True)
                with torch.profiler.profile(record_shapes=True, with_stack=True) as prof:
                    with torch.profiler.record_function('a "quoted" name'):
                        for _ in range(200):
                            (x * x).sum().backward()
                file = io.StringIO()
                prof.export_chrome_trace(file)
                trace = json.loads(file.getvalue())
                print(len(trace) == len(prof.events()), {e['ph'] for e in trace}, trace[0]['name'])
                outer, inner = trace[0], trace[1]
                print(inner['name'], inner['args'], outer['ts'] <= inner['ts'])
                print(all(outer['ts'] + outer['dur'] >= e['ts'] + e['dur'] - 0.001 for e in trace))
                file = io.StringIO()
                prof.export_stacks(file)
                print({line.rpartition(' ')[0] for line in file.getvalue().splitlines()})
                """);
        assertEquals("""
                True {'X'} a "quoted" name
                aten::mul {'Input Dims': [[2, 3], [2, 3]]} True
                True
                {'trace.py(3):_<module>'}
                """, printed);
    }

    @Test
    void whatTheProfilerCannotDoItSays() {
        String printed = programs.run("refused.py", """
                import torch
                with torch.profiler.profile() as prof:
                    torch.ones(2)
                for action in (
                    lambda: torch.autograd.profiler.emit_nvtx(),
                    lambda: torch.autograd.profiler.emit_itt(),
                    lambda: torch.profiler.tensorboard_trace_handler('log'),
                ):
                    try:
                        action()
                    except Exception as error:
                        print(type(error).__name__, str(error).split(',')[0])
                """);
        assertEquals("""
                RuntimeError torch.autograd.profiler.emit_nvtx needs NVIDIA's tools
                RuntimeError torch.autograd.profiler.emit_itt needs Intel's VTune
                RuntimeError torch.profiler.tensorboard_trace_handler: Backstep programs cannot make folders. Use \
                on_trace_ready=lambda prof: prof.export_chrome_trace('trace.json') to write a trace beside the program.
                """, printed);
    }

    @Test
    void aProfilerThatAProgramLeftOnIsOffInTheNext() {
        programs.run("first.py", "import torch\ntorch.autograd.profiler.profile().__enter__()\n");
        String printed = programs.run("second.py", """
                import torch
                with torch.autograd.profiler.profile() as prof:
                    torch.ones(2)
                print([e.name for e in prof.function_events], torch.ones(1, requires_grad=True).exp().grad_fn)
                """);
        assertTrue(printed.startsWith("['aten::ones'] <ExpBackward0"), printed);
    }

    @Test
    void anErrorIsRaisedAtTheProgramsLine() {
        String printed = programs.run("wrong.py", """
                import torch
                a = torch.ones(2, 3)
                b = a @ a
                """);
        assertTrue(printed.contains("File \"wrong.py\", line 3, in <module>"), printed);
        assertTrue(printed.contains("RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"), printed);
    }

    /// Addresses differ from run to run.
    static String comparable(String text) {
        return text.replaceAll("0x[0-9a-f]+", "0x…").replaceAll(" +\\n", "\n");
    }

    /// The programs, by name.
    static Map<String, String> all() {
        var found = new LinkedHashMap<String, String>();
        try {
            for (var name : NAMES) {
                found.put(name + ".py", read(name + ".py"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    static String read(String name) throws IOException {
        try (InputStream in = TorchProgramsTest.class.getResourceAsStream("programs/" + name)) {
            if (in == null) throw new IOException("no resource " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
