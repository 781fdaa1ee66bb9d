package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tensors have the names that the program's own variables give them, wherever these are.
class NamesTest {
    private static final String NET = """
            import torch
            from torch import nn
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.hidden = nn.Linear(3, 2)
                    self.out = nn.Sequential(nn.ReLU(), nn.Linear(2, 1))
                    self.scale = nn.Parameter(torch.ones(1))
                def forward(self, x):
                    return self.out(self.hidden(x)) * self.scale
            """;

    private static final List<String> PARAMETERS = List.of(
            "model.hidden.bias", "model.hidden.weight", "model.out.1.bias", "model.out.1.weight", "model.scale");

    @Test
    void parametersOfAModelInAFunctionHaveNames() throws Exception {
        var recorded = Recorded.of(NET + """
                def main():
                    model = Net()
                    for _ in range(2):
                        loss = model(torch.ones(4, 3)).sum()
                        loss.backward()
                if __name__ == "__main__":
                    main()
                """);
        assertEquals(PARAMETERS, recorded.reached());
        assertTrue(recorded.tensor("model.scale").parameter());
        assertEquals(List.of("model.hidden", "model.out.1"), modules(recorded, "aten::addmm"));
    }

    @Test
    void parametersOfAModelThatAnObjectHoldsHaveNames() throws Exception {
        var recorded = Recorded.of(NET + """
                class Trainer:
                    def __init__(self):
                        self.model = Net()
                        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)
                        self.history = []
                    def step(self, x):
                        self.optimizer.zero_grad()
                        loss = self.model(x).sum()
                        loss.backward()
                        self.optimizer.step()
                        self.history.append(loss.detach())
                    def fit(self):
                        for _ in range(2):
                            self.step(torch.ones(4, 3))
                def main():
                    trainer = Trainer()
                    trainer.fit()
                main()
                """);
        assertEquals(PARAMETERS.stream().map(name -> "trainer." + name).toList(), recorded.reached());
        assertEquals(List.of("trainer.model.hidden", "trainer.model.out.1"), modules(recorded, "aten::addmm"));
        assertTrue(recorded.tensor("trainer.history[1]").leaf());
    }

    @Test
    void aModelThatOnlySelfLeadsToIsNamedAfterIt() throws Exception {
        var recorded = Recorded.of(NET + """
                class Trainer:
                    def __init__(self):
                        self.model = Net()
                    def fit(self):
                        self.model(torch.ones(4, 3)).sum().backward()
                Trainer().fit()
                """);
        assertEquals(PARAMETERS.stream().map(name -> "self." + name).toList(), recorded.reached());
    }

    @Test
    void aFunctionThatOnlyComputesNamesWhatItsVariablesLeadTo() throws Exception {
        var recorded = Recorded.of(NET + """
                from dataclasses import dataclass
                @dataclass(slots=True)
                class Batch:
                    x: torch.Tensor
                    y: torch.Tensor
                class Point(tuple):
                    pass
                def main():
                    batch = Batch(torch.ones(4, 3), torch.ones(4, 1))
                    held = {"first": batch.x * 2, 7: [batch.y * 3]}
                    point = Point((batch.x * 5,))
                    def inner():
                        return batch.x + batch.y
                    inner()
                main()
                """);
        assertTrue(recorded.tensor("batch.x").names().contains("batch.x"));
        assertEquals(List.of("held['first']"), names(recorded, "aten::mul", 0));
        assertEquals(List.of("held[7][0]"), names(recorded, "aten::mul", 1));
        assertEquals(List.of("point[0]"), names(recorded, "aten::mul", 2));
    }

    @Test
    void anErrorLeavesTheNamesOfTheFramesThatItEnded() throws Exception {
        var recorded = Recorded.failing(NET + """
                def main():
                    model = Net()
                    parts = [model(torch.ones(4, 3))]
                    parts[0] + torch.ones(3, 7)
                main()
                """);
        assertTrue(recorded.tensor("model.hidden.weight").parameter());
        assertFalse(recorded.tensor("parts[0]").leaf());
    }

    @Test
    void aParameterIsNamedAfterItsModuleRatherThanALoopsVariable() throws Exception {
        var recorded = Recorded.of(NET + """
                def main():
                    model = Net()
                    for p in model.parameters():
                        nn.init.ones_(p)
                    model(torch.ones(4, 3)).sum().backward()
                    for p in model.parameters():
                        p.grad = None
                main()
                """);
        assertEquals(PARAMETERS, recorded.reached());
    }

    @Test
    void aParameterIsOneEvenIfNothingLeadsToIt() throws Exception {
        var recorded = Recorded.of("""
                import torch
                from torch import nn
                (nn.Linear(2, 1)(torch.ones(1, 2)) * torch.ones(1, requires_grad=True)).sum().backward()
                """);
        var leaves = recorded.recording().tensors().stream()
                .filter(tensor -> tensor.leaf() && tensor.requiresGrad())
                .toList();
        assertEquals(3, leaves.size());
        assertEquals(2, leaves.stream().filter(tensor -> tensor.parameter()).count());
        assertEquals(List.of("Linear"), modules(recorded, "aten::addmm"));
    }

    @Test
    void theShortestPathComesFirst() throws Exception {
        var recorded = Recorded.of("""
                import torch
                class Holder:
                    pass
                def main():
                    deep = Holder()
                    deep.inner = Holder()
                    deep.inner.w = torch.ones(2, requires_grad=True)
                    flat = [deep.inner.w]
                    (flat[0] * 2).sum().backward()
                    again = flat[0]
                main()
                """);
        var leaf = recorded.recording()
                .tensors()
                .get(recorded.recording().nodes().stream()
                        .filter(node -> node.name().equals("AccumulateGrad"))
                        .findFirst()
                        .orElseThrow()
                        .variable());
        assertEquals(List.of("flat[0]", "deep.inner.w", "again"), leaf.names());
    }

    @Test
    void whatALargeProgramHoldsIsLookedAtWithinBounds() throws Exception {
        var recorded = Recorded.of("""
                import torch
                class Item:
                    def __init__(self, i):
                        self.next = None
                        self.numbers = list(range(90))
                def main():
                    first = item = Item(0)
                    for i in range(20_000):
                        item.next = Item(i)
                        item = item.next
                    many = [torch.ones(1) for _ in range(50)]
                    table = {i: [Item(i) for _ in range(60)] for i in range(90)}
                    w = torch.ones(1, requires_grad=True)
                    for _ in range(50):
                        (w * many[3]).backward()
                main()
                """);
        assertEquals(List.of("w"), recorded.reached());
        assertEquals(50, recorded.recording().passes().size());
    }

    private static List<String> modules(Recorded recorded, String operation) {
        return operations(recorded, operation).stream()
                .map(done -> recorded.module(done.moduleCall()))
                .distinct()
                .toList();
    }

    private static List<String> names(Recorded recorded, String operation, int index) {
        Recording recording = recorded.recording();
        var output = operations(recorded, operation).get(index).outputs().getFirst();
        return recording.tensors().get(output).names();
    }

    private static List<Operation> operations(Recorded recorded, String name) {
        return recorded.recording().operations().stream()
                .filter(operation -> operation.name().equals(name))
                .toList();
    }
}
