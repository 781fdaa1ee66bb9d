package dev.backstep.app.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.kernel.DeviceViewModel.Wish;
import dev.backstep.recording.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceViewModelTest {
    private final DeviceViewModel devices = new DeviceViewModel();

    @Test
    void untilGpusAreKnownProgramsRunOnTheCpuAndItSaysWhy() {
        devices.wish(true, "");
        assertEquals("cpu", device());
        assertFalse(devices.knownProperty().get());
        assertTrue(devices.description().contains("looks for a GPU"), devices.description());
    }

    @Test
    void theSwitchMovesProgramsToTheFirstGpuAndBack() {
        found("Ada", "Ben");
        assertEquals("Runs on the CPU. Turn it on to run on Ada.", devices.description());
        devices.switchTo(true);
        assertEquals("gpu:0", device());
        assertEquals("Runs on Ada.", devices.description());
        devices.switchTo(false);
        assertEquals("cpu", device());
    }

    @Test
    void aWishIsMetWhenItsGpuIsFound() {
        devices.wish(true, "Ben");
        assertEquals(Optional.empty(), found("Ada", "Ben"));
        assertEquals("gpu:1", device());
        assertFalse(devices.byPerson());
    }

    @Test
    void aGpuIsKnownByItsNameWhateverItsNumber() {
        found("Ada", "Ben");
        devices.choose(devices.gpusProperty().get().get(1));
        assertTrue(devices.byPerson());
        devices.forget();
        assertEquals("cpu", device());
        found("Ben", "Ada");
        assertEquals("gpu:0", device());
        assertEquals(new Wish(true, "Ben"), devices.wishProperty().get());
    }

    @Test
    void aGpuThatIsNotThereIsReplacedAndTheWishStays() {
        devices.wish(true, "Cid");
        assertEquals(Optional.of("Cid is not there, so programs run on Ada."), found("Ada", "Ben"));
        assertEquals("gpu:0", device());
        assertEquals(new Wish(true, "Cid"), devices.wishProperty().get());
    }

    @Test
    void withoutAnyGpuTheWishStaysAndNobodyIsDisturbed() {
        devices.wish(true, "Ada");
        assertEquals(Optional.empty(), devices.found(nothing("There is no driver.")));
        assertEquals("cpu", device());
        assertEquals(new Wish(true, "Ada"), devices.wishProperty().get());
        assertEquals("Programs run on the CPU. There is no driver.", devices.description());
    }

    @Test
    void withoutAnyGpuTheSwitchChangesNothing() {
        devices.found(nothing("There is no driver."));
        devices.switchTo(true);
        assertEquals("cpu", device());
        assertEquals(Wish.NONE, devices.wishProperty().get());
    }

    @Test
    void cardsOfOneMakeAreToldApart() {
        found("Ada", "Ada", "Ada");
        assertEquals(
                List.of("GPU 0: Ada", "GPU 1: Ada #2", "GPU 2: Ada #3"),
                devices.gpusProperty().get().stream()
                        .map(DeviceViewModel.Gpu::title)
                        .toList());
        devices.choose(devices.gpusProperty().get().get(1));
        assertEquals("gpu:1", device());
    }

    @Test
    void aLostGpuLeavesTheCpuAndTheReason() {
        found("Ada");
        devices.switchTo(true);
        devices.lost("Ada fell off the bus.");
        assertEquals("cpu", device());
        assertFalse(devices.byPerson());
        assertEquals("Programs run on the CPU. Ada fell off the bus.", devices.description());
        assertEquals(Optional.empty(), devices.found(nothing("Ada fell off the bus.")), "told already");
        assertEquals(new Wish(true, ""), devices.wishProperty().get());
    }

    @Test
    void aGpuThatCannotBeOpenedIsTold() {
        found("Ada");
        devices.switchTo(true);
        var news = devices.found(nothing("Ada cannot be used"));
        assertEquals(Optional.of("Ada cannot be used. Programs run on the CPU."), news);
    }

    private String device() {
        return devices.deviceProperty().get();
    }

    private Optional<String> found(String... gpus) {
        var found = new ArrayList<>(List.of(new Reply.Device("cpu", "CPU")));
        for (var gpu : gpus) {
            found.add(new Reply.Device("gpu:" + (found.size() - 1), gpu));
        }
        return devices.found(new Reply.Devices(found, null));
    }

    private static Reply.Devices nothing(String reason) {
        return new Reply.Devices(List.of(new Reply.Device("cpu", "CPU")), reason);
    }
}
