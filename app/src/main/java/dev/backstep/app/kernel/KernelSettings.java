package dev.backstep.app.kernel;

import dev.backstep.app.settings.Setting;
import dev.backstep.app.settings.SettingField;
import java.util.List;

/// What is remembered about how programs are run.
public final class KernelSettings {
    /// Whether the program runs as it is typed.
    public static final Setting<Boolean> LIVE = Setting.flag("live", true);

    /// `cpu` or `gpu`, which is kept when there is no GPU today.
    public static final Setting<String> DEVICE = Setting.oneOf("device", "cpu", List.of("cpu", "gpu"));

    /// The name of the GPU that was chosen among several, empty for the first.
    public static final Setting<String> GPU = Setting.text("gpu", "");

    /// For `torch.manual_seed` before each run.
    public static final Setting<Long> SEED = Setting.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE);

    /// How many seconds a program may run when it is run because it changed.
    public static final Setting<Long> LIVE_LIMIT = Setting.whole("liveLimitSeconds", 10, 1, 3600);

    /// How many seconds a program may run when a person asked for it.
    public static final Setting<Long> RUN_LIMIT = Setting.whole("runLimitSeconds", 60, 1, 86_400);

    /// The most heap that the kernel may use, in megabytes.
    public static final Setting<Long> HEAP = Setting.whole("kernelHeapMegabytes", 1024, 256, 1 << 20);

    /// The default of [#HEAP], for those who start a kernel without a person's settings.
    public static int defaultHeap() {
        return HEAP.otherwise().intValue();
    }

    private KernelSettings() {}

    /// Those that people can change in the dialogue.
    public static List<SettingField<?>> fields() {
        return List.of(
                new SettingField.Flag(LIVE, "Live", "Run the program while it is typed."),
                new SettingField.Choice<>(
                        DEVICE,
                        "Device",
                        "Where programs run. Without a GPU they run on the CPU.",
                        List.of("cpu", "gpu"),
                        device -> device.equals("gpu") ? "GPU" : "CPU"),
                new SettingField.Number(
                        SEED,
                        "Seed",
                        "What torch.manual_seed gets before each run.",
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        1),
                new SettingField.Number(
                        LIVE_LIMIT,
                        "Seconds for a live run",
                        "A program that runs while it is typed is stopped after this time.",
                        1,
                        3600,
                        5),
                new SettingField.Number(
                        RUN_LIMIT,
                        "Seconds for a run",
                        "A program that you run yourself is stopped after this time.",
                        1,
                        86_400,
                        10),
                new SettingField.Number(
                        HEAP,
                        "Memory for programs, in MB",
                        "The most heap that the kernel may use. A change restarts the kernel.",
                        256,
                        1 << 20,
                        256));
    }
}
