package dev.backstep.engine.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.Engine;
import dev.backstep.engine.backend.Reuse;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.engine.memory.RandomProgram.Step;
import java.util.concurrent.atomic.LongAdder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/// Memory that is given back at once is never missed: programs print the same as when nothing is given back.
class RandomProgramsTest {
    private static final LongAdder RETURNED = new LongAdder();

    @Provide
    Arbitrary<RandomProgram> programs() {
        var number = Arbitraries.integers().between(0, 100);
        var step = Combinators.combine(
                        Arbitraries.integers().between(0, RandomProgram.KINDS - 1), number, number, number, number)
                .as(Step::new);
        return step.list().ofMinSize(5).ofMaxSize(60).map(RandomProgram::new);
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void aProgramDoesNotNoticeThatMemoryComesBack(@ForAll("programs") RandomProgram program) {
        var plain = new Engine(new CpuBackend());
        plain.memory().start(Reuse.NONE);
        var expected = program.run(plain, false);
        var engine = new Engine(new CpuBackend());
        engine.memory().start(Reuse.CHECK);
        var actual = program.run(engine, true);
        assertEquals(expected, actual);
        RETURNED.add(engine.memory().returned());
    }

    @AfterContainer
    static void someDid() {
        assertTrue(RETURNED.sum() > 10_000, () -> RETURNED.sum() + " storages came back");
    }
}
