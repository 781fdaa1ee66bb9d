package dev.backstep.app.kernel;

import dev.backstep.recording.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/// Where programs run: what a person wishes, what this machine has, and what comes of the two. A wish stays when it
/// cannot be had today. Belongs to the JavaFX application thread.
public final class DeviceViewModel {
    /// The device that is always there.
    public static final String CPU = "cpu";

    private static final String LOOKING =
            "Backstep looks for a GPU when the first program has run; until then programs run on the CPU.";

    private final ReadOnlyObjectWrapper<Wish> wish = new ReadOnlyObjectWrapper<>(this, "wish", Wish.NONE);
    private final ReadOnlyObjectWrapper<List<Gpu>> gpus = new ReadOnlyObjectWrapper<>(this, "gpus", List.of());
    private final ReadOnlyBooleanWrapper known = new ReadOnlyBooleanWrapper(this, "known", false);
    private final ReadOnlyObjectWrapper<Optional<String>> obstacle =
            new ReadOnlyObjectWrapper<>(this, "obstacle", Optional.of(LOOKING));
    private final ReadOnlyObjectWrapper<Optional<Gpu>> chosen =
            new ReadOnlyObjectWrapper<>(this, "chosen", Optional.empty());
    private final ReadOnlyStringWrapper device = new ReadOnlyStringWrapper(this, "device", CPU);
    private int losses;
    private boolean byPerson;

    /// What a person wants, today or on another day.
    ///
    /// @param gpu whether programs shall run on a GPU
    /// @param name which one, as [Gpu#name()] has it; empty for the first there is
    public record Wish(boolean gpu, String name) {
        static final Wish NONE = new Wish(false, "");
    }

    /// A GPU that programs can run on.
    ///
    /// @param id what the kernel calls it now: `gpu:0`, which may be another one tomorrow
    /// @param name what it says it is; the second of the same name has `#2` behind it
    public record Gpu(String id, String name) {
        /// `GPU 0: NVIDIA H100`.
        public String title() {
            return "GPU %s: %s".formatted(number(), name);
        }

        /// `0`.
        public String number() {
            return id.substring(id.indexOf(':') + 1);
        }
    }

    /// What is to be remembered.
    public ReadOnlyObjectProperty<Wish> wishProperty() {
        return wish.getReadOnlyProperty();
    }

    /// The GPUs that there are; empty until they are known.
    public ReadOnlyObjectProperty<List<Gpu>> gpusProperty() {
        return gpus.getReadOnlyProperty();
    }

    /// Whether the machine's devices have been looked for.
    public ReadOnlyBooleanProperty knownProperty() {
        return known.getReadOnlyProperty();
    }

    /// Why no program can run on a GPU, in sentences; empty if one can.
    public ReadOnlyObjectProperty<Optional<String>> obstacleProperty() {
        return obstacle.getReadOnlyProperty();
    }

    /// The GPU that the switch turns on; empty if there is none.
    public ReadOnlyObjectProperty<Optional<Gpu>> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    /// Where the next run runs: `cpu` or `gpu:1`.
    public ReadOnlyStringProperty deviceProperty() {
        return device.getReadOnlyProperty();
    }

    public boolean onGpu() {
        return !device.get().equals(CPU);
    }

    /// Whether the device is what it is because a person said so just now, and not because of what was found or lost.
    public boolean byPerson() {
        return byPerson;
    }

    /// Takes what was remembered.
    public void wish(boolean gpu, String name) {
        wish.set(new Wish(gpu, name));
        settle(true);
    }

    /// Turns the switch. Where no GPU can be used this changes nothing.
    public void switchTo(boolean gpu) {
        if (!gpu || obstacle.get().isEmpty()) {
            wish(gpu, wish.get().name());
        }
    }

    /// Chooses one of several, and has programs run on it.
    public void choose(Gpu gpu) {
        wish(true, gpu.name());
    }

    /// Where the next run runs, for people: the GPU's name, or `CPU`.
    public String placeName() {
        return onGpu() ? chosen.get().map(Gpu::name).orElse("GPU") : "CPU";
    }

    /// What a person reads who asks what the switch does.
    public String description() {
        if (obstacle.get().isPresent()) {
            return known.get() ? "Programs run on the CPU. " + obstacle.get().get() : LOOKING;
        }
        var name = chosen.get().map(Gpu::name).orElse("a GPU");
        return onGpu() ? "Runs on " + name + "." : "Runs on the CPU. Turn it on to run on " + name + ".";
    }

    /// What was looked for has been found, or is there no more.
    ///
    /// @return what a person should know about it, if anything
    Optional<String> found(Reply.Devices devices) {
        known.set(true);
        var there = new ArrayList<Gpu>();
        for (var found : devices.devices()) {
            if (!found.id().equals(CPU)) {
                there.add(new Gpu(found.id(), distinct(found.name(), there)));
            }
        }
        var before = chosen.get();
        var wasOnGpu = onGpu();
        gpus.set(List.copyOf(there));
        obstacle.set(
                devices.noGpuReason() != null
                        ? Optional.of(sentence(devices.noGpuReason()))
                        : there.isEmpty() ? Optional.of("There is no GPU.") : Optional.empty());
        settle(false);
        if (wasOnGpu && obstacle.get().isPresent()) {
            return Optional.of(obstacle.get().get() + " Programs run on the CPU.");
        }
        return before.equals(chosen.get()) ? Optional.empty() : missed();
    }

    /// Two cards of the same make are told apart by their order.
    private static String distinct(String name, List<Gpu> others) {
        long same = others.stream()
                .filter(other -> other.name().equals(name) || other.name().startsWith(name + " #"))
                .count();
        return same == 0 ? name : name + " #" + (same + 1);
    }

    private Optional<String> missed() {
        var wanted = wish.get();
        return wanted.gpu() && !wanted.name().isEmpty()
                ? chosen.get()
                        .filter(gpu -> !gpu.name().equals(wanted.name()))
                        .map(gpu -> "%s is not there, so programs run on %s.".formatted(wanted.name(), gpu.name()))
                : Optional.empty();
    }

    /// Drivers write as they please; other sentences follow.
    static String sentence(String reason) {
        var text = reason.strip();
        return text.isEmpty() || ".!?…".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
    }

    /// How often GPUs were lost.
    int losses() {
        return losses;
    }

    /// No program can run on a GPU any more.
    void lost(String reason) {
        losses++;
        known.set(true);
        obstacle.set(Optional.of(sentence(reason)));
        settle(false);
    }

    /// What was found counts no more: the next kernel may find something else.
    void forget() {
        known.set(false);
        gpus.set(List.of());
        obstacle.set(Optional.of(LOOKING));
        settle(false);
    }

    /// The obstacle is always set before the device changes, so that whoever sees the change knows why.
    private void settle(boolean person) {
        byPerson = person;
        var name = wish.get().name();
        chosen.set(
                obstacle.get().isPresent()
                        ? Optional.empty()
                        : gpus.get().stream()
                                .filter(gpu -> gpu.name().equals(name))
                                .findFirst()
                                .or(() -> gpus.get().stream().findFirst()));
        device.set(wish.get().gpu() ? chosen.get().map(Gpu::id).orElse(CPU) : CPU);
    }
}
