package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedDevicesTest {
    @Test
    void transfersAreListedWithTheirWayAndSize() {
        var devices = new RecordedDevices(Samples.devices());
        assertTrue(devices.mixed());
        assertEquals(
                List.of("cpu → cuda:0 8", "cuda:0 → cpu 4"),
                devices.transfers().stream()
                        .map(transfer -> transfer.text() + " " + transfer.bytes())
                        .toList());
        assertEquals("cuda:0 → cpu", devices.transfers().getFirst().back());
    }

    @Test
    void whatTheCpuComputedIsCountedByPrimitive() {
        var devices = new RecordedDevices(Samples.devices());
        assertEquals(Map.of("put", 1), devices.primitivesOnCpu());
        assertEquals(1, devices.operatorsOnCpu());
    }

    @Test
    void aProgramOnOneDeviceHasNone() {
        var devices = new RecordedDevices(Samples.diamond());
        assertFalse(devices.mixed());
        assertEquals(List.of(), devices.transfers());
        assertEquals("cpu", devices.described("cpu"));
    }

    @Test
    void theDeviceOfTheRunHasAName() {
        assertEquals("cuda:0 (Ada)", new RecordedDevices(Samples.devices()).described("cuda:0"));
        assertEquals("cuda:1", new RecordedDevices(Samples.devices()).described("cuda:1"));
    }

    @ParameterizedTest
    @CsvSource({"0,0 bytes", "1,1 byte", "999,999 bytes", "1500,1.5 kB", "999960,1.0 MB", "4000000000,4.0 GB"})
    void amountsAreForPeople(long bytes, String text) {
        assertEquals(text, ByteText.of(bytes));
    }
}
