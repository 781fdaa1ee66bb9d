package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Errors and warnings stand where they belong, and say what to do.
class ProblemsTest {
    @Test
    void aPassWhoseErrorTheProgramCaughtSaysSo() throws Exception {
        var recorded = Recorded.failing("""
                import torch
                x = torch.tensor([2.], requires_grad=True)
                y = x.exp()
                y.backward()
                try:
                    y.backward()
                except RuntimeError:
                    pass
                z = x.sin()
                z.backward()
                {}["unrelated"]
                """);
        var recording = recorded.recording();
        assertEquals(3, recording.passes().size());
        var caught = recording.problems().get(recording.passes().get(1).problem());
        assertEquals("RuntimeError", caught.type());
        assertEquals(Problem.Severity.WARNING, caught.severity());
        assertTrue(caught.message().startsWith("Trying to backward through the graph a second time"));
        assertTrue(caught.message().endsWith("\n\nThe program caught this error and went on."), caught.message());
        assertEquals(6, caught.span().startLine());
        assertEquals("ExpBackward0", recording.nodes().get(caught.node()).name());
        var last = recording.problems().getLast();
        assertEquals("KeyError", last.type());
        assertEquals(Recording.NONE, last.node());
        assertEquals(
                List.of(Recording.NONE, caught.id(), Recording.NONE),
                recording.passes().stream().map(BackwardPass::problem).toList());
    }

    @Test
    void anErrorThatEndsTheProgramIsTheOneOfItsPass() throws Exception {
        var recorded = Recorded.failing("""
                import torch
                def strange(g):
                    raise ValueError("strange")
                x = torch.tensor([2.], requires_grad=True)
                h = x * 2
                h.register_hook(strange)
                y = (h * 3).exp()
                def train():
                    y.backward()
                train()
                """);
        var recording = recorded.recording();
        assertEquals(1, recording.problems().size());
        var problem = recording.problems().getFirst();
        assertEquals(Problem.Severity.ERROR, problem.severity());
        assertEquals("strange", problem.message());
        assertEquals("MulBackward0", recording.nodes().get(problem.node()).name());
        assertEquals(5, recording.nodes().get(problem.node()).span().startLine());
        assertEquals(problem.id(), recording.passes().getFirst().problem());
        assertEquals(3, problem.span().startLine());
    }

    @Test
    void passesInsideOneAnotherFailForOneReason() throws Exception {
        var recorded = Recorded.failing("""
                import torch
                x = torch.tensor([2.], requires_grad=True)
                w = torch.tensor([3.], requires_grad=True)
                inner = w.exp()
                inner.backward()
                y = x * 2
                y.register_hook(lambda g: inner.backward())
                y.backward()
                """);
        var recording = recorded.recording();
        assertEquals(1, recording.problems().size());
        assertEquals(
                List.of(Recording.NONE, 0, 0),
                recording.passes().stream().map(BackwardPass::problem).toList());
    }

    @Test
    void nodesThatAFailingPassMeetsHaveTheLinesThatMadeThem() throws Exception {
        var recorded = Recorded.failing("""
                import torch
                class Twice(torch.autograd.Function):
                    @staticmethod
                    def forward(ctx, x):
                        return x * 2
                    @staticmethod
                    def backward(ctx, g):
                        raise RuntimeError("no way back")
                x = torch.tensor([2.], requires_grad=True)
                y = Twice.apply(
                    x)
                z = y + 1
                z.backward()
                """);
        var recording = recorded.recording();
        var lines = recording.nodes().stream()
                .filter(node -> node.span() != null)
                .map(node -> node.name() + " " + node.span().startLine())
                .toList();
        assertEquals(List.of("TwiceBackward 10", "AddBackward0 12"), lines);
        assertEquals(
                "TwiceBackward",
                recording.nodes().get(recording.problems().getLast().node()).name());
    }

    @Test
    void whatAnomalyDetectionWarnsOfStandsWhereTheForwardWas() throws Exception {
        var recorded = Recorded.failing("""
                import torch
                with torch.autograd.detect_anomaly():
                    x = torch.tensor([-1.], requires_grad=True)
                    y = x.sqrt()
                    z = y * 2
                    z.backward()
                """);
        assertEquals(
                List.of("WARNING 2", "WARNING 4", "ERROR 6"),
                recorded.recording().problems().stream()
                        .map(problem ->
                                problem.severity() + " " + problem.span().startLine())
                        .toList());
    }

    @Test
    void aWarningOfALibraryStandsWhereTheProgramCalledIt() throws Exception {
        var recorded = Recorded.of("""
                import torch
                import json
                from torch import nn
                def compare(a):
                    return nn.functional.mse_loss(
                        a, torch.ones(3, 1))
                compare(torch.ones(3))
                """);
        assertEquals(5, recorded.recording().problems().getFirst().span().startLine());
    }

    @Test
    void anEndThatTheProgramAsksForStandsWhereItAsks() throws Exception {
        var recorded = Recorded.failing("""
                import sys
                print("begin")
                def stop():
                    sys.exit(1)
                stop()
                """);
        var problem = recorded.recording().problems().getLast();
        assertEquals("SystemExit", problem.type());
        assertEquals(4, problem.span().startLine());
    }

    @Test
    void whatCannotBeImportedSaysWhatToDo() throws Exception {
        var pandas = KernelProcess.shared().run("import pandas as pd\n");
        assertEquals("""
                Traceback (most recent call last):
                  File "program.py", line 1, in <module>
                    import pandas as pd
                ModuleNotFoundError: No module named 'pandas'

                Programs in Backstep can import Python's own modules, numpy, torch and torchvision.models, and files \
                that lie in the program's folder. Write the few numbers that the program needs as a list, or read a \
                file with the module csv.
                """, pandas.error());
        var problem = pandas.recording().problems().getLast();
        assertEquals("No module named 'pandas'", problem.message());
        assertEquals(pandas.error(), problem.text());
        assertTrue(KernelProcess.shared()
                .run("import mylib.parts\n")
                .error()
                .endsWith("folder. Put mylib.py there, or do without it.\n"));
        assertTrue(KernelProcess.shared()
                .run("import torch.distributed as dist\n")
                .error()
                .endsWith("\n\nBackstep does not have this part of PyTorch.\n"));
        assertTrue(KernelProcess.shared()
                .run("from torchvision import datasets\n")
                .error()
                .endsWith("Make a small batch with torch.randn(4, 3, 32, 32) instead of a data set.\n"));
        var caught = KernelProcess.shared().run("""
                try:
                    import pandas
                except ImportError as error:
                    print(error, hasattr(error, "__notes__"))
                """);
        assertEquals("No module named 'pandas' False\n", caught.out());
    }

    @Test
    void numpyIsThere() throws Exception {
        var answer = KernelProcess.shared().run("import numpy as np\nprint(np.arange(3) * 2)\n");
        assertEquals("[0 2 4]\n", answer.out());
        assertNull(answer.finished().error());
    }

    @Test
    void askingForAKeyboardSaysThatThereIsNone() throws Exception {
        var answer = KernelProcess.shared().run("name = input('Who? ')\n");
        assertEquals("""
                Traceback (most recent call last):
                  File "program.py", line 1, in <module>
                    name = input('Who? ')
                EOFError: EOF when reading a line

                Programs in Backstep have no keyboard, so input() has nothing to read. Write the value into the \
                program: name = "Ada" instead of name = input().
                """, answer.error());
        assertTrue(answer.recording().problems().getLast().text().contains("no keyboard"));
    }

    @Test
    void notesOfErrorsAreTheSameWithAndWithoutARecording() throws Exception {
        var program = """
                import torch
                def main():
                    layer = torch.nn.Linear(2, 2)
                    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
                    loss = layer(layer(torch.ones(1, 2))).sum()
                    loss.backward(retain_graph=True)
                    optimizer.step()
                    loss.backward()
                main()
                """;
        var recorded =
                KernelProcess.shared().run("program.py", program, 0, true).error();
        assertEquals(
                recorded,
                KernelProcess.shared().run("program.py", program, 0, false).error());
        assertTrue(
                recorded.contains("`layer.weight` was changed in place by `add_` in line 7, but its value of before is"
                        + " needed: the operation of AddmmBackward0 in line 5 had saved it"),
                recorded);
    }
}
