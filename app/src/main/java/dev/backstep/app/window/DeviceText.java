package dev.backstep.app.window;

import dev.backstep.app.kernel.DeviceViewModel;
import dev.backstep.recording.Recording.Run;

/// What the line at the bottom says about devices.
final class DeviceText {
    private static final int LONGEST = 30;

    private DeviceText() {}

    /// `CPU`, `NVIDIA H100 80GB HBM3`, `CPU · no GPU`, `CPU · next run on NVIDIA H100 80GB HBM3`.
    ///
    /// @param live whether a program that shall run elsewhere does so at once
    static String brief(Run run, DeviceViewModel devices, boolean live) {
        var shown = brief(ran(run));
        if (devices.wishProperty().get().gpu()
                && devices.obstacleProperty().get().isPresent()) {
            // The wish stays, for another day; it is no reason to disturb anybody today.
            return shown + (devices.knownProperty().get() ? " · no GPU" : " · looking for a GPU…");
        }
        var next = devices.deviceProperty().get().replace("gpu:", "cuda:");
        return live || run.backstep().isEmpty() || run.device().equals(next)
                ? shown
                : shown + " · next run on " + brief(devices.placeName());
    }

    private static String brief(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
    }

    /// The same in sentences.
    static String full(Run run, DeviceViewModel devices) {
        var ran = run.backstep().isEmpty()
                ? ""
                : run.device().equals(DeviceViewModel.CPU)
                        ? "The run shown ran on the CPU.\n"
                        : "The run shown ran on %s (%s).\n".formatted(ran(run), run.device());
        return ran + devices.description();
    }

    private static String ran(Run run) {
        if (run.device().equals(DeviceViewModel.CPU)) {
            return "CPU";
        }
        return run.deviceName().isEmpty() ? run.device() : run.deviceName();
    }
}
