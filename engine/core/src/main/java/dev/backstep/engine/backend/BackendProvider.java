package dev.backstep.engine.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A module that can compute on devices other than the host: found by [java.util.ServiceLoader].
public interface BackendProvider {
    /// Looks for devices; opens none. Never throws for want of a device: that is a [Found#reason].
    Found find();

    /// What there is to choose from.
    ///
    /// @param offers the devices, the most promising first
    /// @param reason why there are none, in a sentence for people; null where there are some
    record Found(List<Offer> offers, @Nullable String reason) {}

    /// A device that can be opened.
    interface Offer {
        /// The device's and its driver's names, for people.
        String name();

        /// A new backend on it, independent of all others.
        ///
        /// @param index the number that the backend's [device][Backend#device] gets
        /// @throws dev.backstep.engine.EngineException if the driver refuses
        Backend open(int index);
    }
}
