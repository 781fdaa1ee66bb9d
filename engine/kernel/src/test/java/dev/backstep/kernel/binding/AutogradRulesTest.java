package dev.backstep.kernel.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.kernel.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Autograd's rules and errors: small programs print what PyTorch printed for them. `programs/autograd/golden.py` says
/// how the expected output was made; `engine/core/docs/autograd-rules.md` which program shows which rule.
class AutogradRulesTest {
    private static final Pattern HEAD = Pattern.compile("(?m)^### (\\w+)\\n");

    private static Programs programs;

    @BeforeAll
    static void start() {
        programs = Programs.shared();
    }

    static final List<String> AREAS =
            List.of("anom", "backward", "ckpt", "func", "graph", "hooks", "inplace", "modes", "saved", "warn");

    static Stream<Arguments> rules() {
        return AREAS.stream().flatMap(area -> {
            var expected = sections(area + ".out");
            return sections(area + ".py").entrySet().stream()
                    .map(rule -> Arguments.of(
                            area, rule.getKey(), rule.getValue(), expected.getOrDefault(rule.getKey(), "")));
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rules")
    void isAsInPyTorch(String area, String rule, String program, String expected) {
        assertEquals(expected, comparable(programs.run("rules.py", read("prelude.py") + program)));
    }

    @Test
    void whatNewerVersionsOfPyTorchAddedIsThere() {
        String printed = programs.run("newer.py", """
                import torch
                from torch.autograd import graph
                x = torch.tensor([1., 2.], requires_grad=True)
                y, z = x * 2, x * 3
                handle = graph.register_multi_grad_hook((y, z), lambda gs: print('all', gs))
                (y + z).sum().backward(retain_graph=True)
                y.sum().backward(retain_graph=True)
                handle.remove()
                graph.register_multi_grad_hook((y, z), lambda g: print('any', g), mode='any')
                (y + z).sum().backward()
                x.grad = None
                x.register_post_accumulate_grad_hook(lambda p: print('after', p.grad))
                (x * 2).sum().backward()
                with graph.allow_mutation_on_saved_tensors():
                    a = x * 1
                    b = a * a
                    a.zero_()
                    b.sum().backward()
                print(graph.get_gradient_edge(y).node.name(), graph.get_gradient_edge(x).node.name())
                class Triple(torch.autograd.Function):
                    @staticmethod
                    def forward(x):
                        return x * 3
                    @staticmethod
                    def setup_context(ctx, inputs, output):
                        ctx.factor = 3
                    @staticmethod
                    def backward(ctx, gradient):
                        return gradient * ctx.factor
                print(torch.autograd.grad(Triple.apply(x).sum(), x))
                print(torch.autograd.grad(x.sum(), torch.ones(1, requires_grad=True), materialize_grads=True))
                """);
        assertEquals("""
                all [tensor([1., 1.]), tensor([1., 1.])]
                all [tensor([1., 1.]), None]
                any tensor([1., 1.])
                after tensor([2., 2.])
                after tensor([4., 6.])
                MulBackward0 torch::autograd::AccumulateGrad
                (tensor([3., 3.]),)
                (tensor([0.]),)
                """, printed);
    }

    /// The programs of an area, by name.
    static Map<String, String> programs(String area) {
        var found = new LinkedHashMap<String, String>();
        sections(area + ".py").forEach((rule, program) -> found.put(rule + ".py", read("prelude.py") + program));
        return found;
    }

    private static Map<String, String> sections(String file) {
        String text = read(file);
        var found = new LinkedHashMap<String, String>();
        var matcher = HEAD.matcher(text);
        String name = null;
        int start = 0;
        while (matcher.find()) {
            if (name != null) found.put(name, text.substring(start, matcher.start()));
            name = matcher.group(1);
            start = matcher.end();
        }
        if (name != null) found.put(name, text.substring(start));
        return found;
    }

    /// Addresses differ from run to run.
    static String comparable(String text) {
        return text.replaceAll("0x[0-9a-f]+", "0xADDR").replaceAll(" +\\n", "\n");
    }

    static String read(String name) {
        try (InputStream in = AutogradRulesTest.class.getResourceAsStream("programs/autograd/" + name)) {
            if (in == null) throw new IOException("no resource " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
