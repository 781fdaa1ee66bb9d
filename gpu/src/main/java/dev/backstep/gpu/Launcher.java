package dev.backstep.gpu;

import dev.backstep.engine.DType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Puts programs together out of resources, for dtypes, and launches kernels with one work item an element.
final class Launcher {
    static final int GROUP = 64;

    /// The elements that a work group takes of what several share, at least, and how many share it at most.
    private static final int CHUNK = 4096;

    private static final int MOST_CHUNKS = 1024;

    private final Cl cl;
    private final UnaryOperator<String> resources;
    private final Map<Family, Cl.Source> sources = new HashMap<>();

    /// A program: the resources it is made of, and what they are compiled for.
    private record Family(String files, DType in, DType out, String definitions) {}

    /// @param resources the text of a resource
    Launcher(Cl cl, UnaryOperator<String> resources) {
        this.cl = cl;
        this.resources = resources;
    }

    /// How many work groups are to share elements of which one result is made; 1 if they are too few to be shared.
    static int chunks(int elements) {
        return elements < 2 * CHUNK ? 1 : Math.min(MOST_CHUNKS, Math.ceilDiv(elements, CHUNK));
    }

    /// Enqueues a kernel whose first argument is the number of elements.
    void launch(Cl.Source source, String name, int n, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = n;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        cl.launch(source, name, new long[] {(n + GROUP - 1L) / GROUP * GROUP}, new long[] {GROUP}, all);
    }

    /// A program.
    ///
    /// @param files resources, separated by spaces; `types.cl` precedes them
    /// @param in what the files call `IN` and `T`
    /// @param out what they call `OUT`, and in whose wide type they compute
    /// @param definitions lines that precede all
    Cl.Source source(String files, DType in, DType out, String definitions) {
        return sources.computeIfAbsent(new Family(files, in, out, definitions), this::assemble);
    }

    private Cl.Source assemble(Family family) {
        var text = new StringBuilder(family.definitions).append('\n').append(resources.apply("types.cl"));
        for (String file : family.files.split(" ")) {
            text.append(resources.apply(file));
        }
        DType in = family.in;
        DType out = family.out;
        var options = new StringBuilder(options(in == DType.FLOAT64 || out == DType.FLOAT64));
        options.append(" -DIN=%s -DIN_KIND=%s -DIN_WIDE=%s".formatted(in, Types.kind(in), Types.wide(in)));
        options.append(" -DT=%s -DOUT=%s -DKIND=%s -DWIDE=%s".formatted(in, out, Types.kind(out), Types.wide(out)));
        options.append(" -DGROUP=" + GROUP);
        return new Cl.Source(text.toString(), options.toString());
    }

    /// The program of a chain.
    ///
    /// @param doubles whether it computes in float64
    Cl.Source source(String chain, boolean doubles) {
        return new Cl.Source(resources.apply("types.cl") + resources.apply("vectors.cl") + chain, options(doubles));
    }

    private String options(boolean doubles) {
        return "-cl-std=CL1.2" + (cl.device().float64() ? " -DHAS_DOUBLE" : "")
                + (doubles ? "" : " -cl-single-precision-constant")
                + (cl.device().exactDivision() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
    }
}
