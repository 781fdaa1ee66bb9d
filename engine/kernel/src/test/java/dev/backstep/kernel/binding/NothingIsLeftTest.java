package dev.backstep.kernel.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.kernel.Programs;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// After a program all that it made is gone, on both sides.
class NothingIsLeftTest {
    /// How often all programs run before the first count: caches have filled then.
    private static final int WARM_PASSES = 2;

    /// Python keeps some free blocks for later, more or less of them.
    private static final long NOISE_PER_PROGRAM = 2;

    /// @param programs by name
    record Area(String name, Map<String, String> programs) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Area> areas() {
        return Stream.concat(
                Stream.of(
                        new Area("programs", TorchProgramsTest.all()),
                        new Area("hostile tensors", Programs.hostile("tensors"))),
                AutogradRulesTest.AREAS.stream().map(area -> new Area(area, AutogradRulesTest.programs(area))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("areas")
    void afterAProgramAllThatItMadeIsGone(Area area) {
        var programs = Programs.shared();
        for (int pass = 0; pass < WARM_PASSES; pass++) {
            area.programs.forEach(programs::run);
        }
        var before = programs.count();
        area.programs.forEach(programs::run);
        var after = programs.count();
        assertEquals(before.held(), after.held(), "Python objects that Java holds");
        assertEquals(before.peers(), after.peers(), "Python objects that stand for Java ones");
        long allowed = NOISE_PER_PROGRAM * area.programs.size() + 40;
        assertTrue(after.blocks() - before.blocks() <= allowed, () -> "blocks of Python's: " + before + " " + after);
    }
}
