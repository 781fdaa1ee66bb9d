package dev.backstep.kernel;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendProvider;
import dev.backstep.recording.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The machine's GPUs. They are looked for when somebody first asks, for that loads drivers; each is opened when a
/// program first needs it and kept open for the programs that follow. May be used by any thread; a search that runs
/// makes the others wait.
final class Gpus {
    private static final Reply.Device CPU = new Reply.Device("cpu", "CPU");

    private final Iterable<BackendProvider> providers;
    private @Nullable List<Kept> found;
    private @Nullable String reason;

    /// A GPU that is opened once.
    private static final class Kept implements BackendProvider.Offer {
        private final BackendProvider.Offer offer;
        private @Nullable Backend open;

        Kept(BackendProvider.Offer offer) {
            this.offer = offer;
        }

        @Override
        public String name() {
            return offer.name();
        }

        @Override
        public synchronized Backend open(int index) {
            if (open == null) {
                open = offer.open(index);
            }
            return open;
        }
    }

    Gpus() {
        this(ServiceLoader.load(BackendProvider.class));
    }

    Gpus(Iterable<BackendProvider> providers) {
        this.providers = providers;
    }

    private Reply.Devices devices() {
        var devices = new ArrayList<>(List.of(CPU));
        var gpus = offers();
        for (int i = 0; i < gpus.size(); i++) {
            devices.add(new Reply.Device("gpu:" + i, gpus.get(i).name()));
        }
        return new Reply.Devices(devices, reason);
    }

    /// Tells what programs can run on. What is told last is so: another thread that finds a GPU lost waits.
    synchronized void tell(Consumer<Reply> listener) {
        listener.accept(devices());
    }

    /// The GPUs in the order of their numbers; none if they are not to be used any more.
    synchronized List<? extends BackendProvider.Offer> offers() {
        if (found == null) {
            search();
        }
        return found;
    }

    /// Why there is no GPU (any more), a sentence for people; null if there is one.
    synchronized @Nullable String reason() {
        return reason;
    }

    /// From now on there is no GPU.
    synchronized void giveUp(String why) {
        found = List.of();
        reason = why;
    }

    private void search() {
        var gpus = new ArrayList<Kept>();
        var reasons = new ArrayList<String>();
        try {
            for (var provider : providers) {
                var answer = provider.find();
                answer.offers().forEach(offer -> gpus.add(new Kept(offer)));
                if (answer.reason() != null) {
                    reasons.add(answer.reason());
                }
            }
        } catch (RuntimeException | Error e) {
            // Whatever a driver throws: programs run on the CPU all the same.
            reasons.add("Looking for a GPU failed: " + e + ".");
        }
        found = List.copyOf(gpus);
        if (gpus.isEmpty()) {
            reason = reasons.isEmpty() ? "This build computes on the CPU only." : String.join(" ", reasons);
        }
    }
}
