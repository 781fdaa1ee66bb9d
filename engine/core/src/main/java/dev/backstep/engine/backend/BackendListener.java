package dev.backstep.engine.backend;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Is told what a backend does with what it is asked for: for the profiler, and for who shows where things are
/// computed.
/// Called by the thread that calls the backend, and not to call it back.
public interface BackendListener {
    /// Where elements go; named as in PyTorch's traces.
    enum Transfer {
        TO_DEVICE("Memcpy HtoD"),
        TO_HOST("Memcpy DtoH"),
        WITHIN_DEVICE("Memcpy DtoD");

        private final String title;

        Transfer(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /// A kernel has been asked for.
    ///
    /// @return takes the nanoseconds that the device worked on it, once they are known: in
    ///     [Backend#synchronize] at the latest, and only if this listener was [added for
    ///     times][Backend#addListener]. Null if nobody wants to know
    default @Nullable LongConsumer launched(String kernel) {
        return null;
    }

    /// A transfer has been asked for.
    ///
    /// @return as for [#launched]
    default @Nullable LongConsumer transferred(long bytes, Transfer direction) {
        return null;
    }

    /// A primitive that has no kernel for what it is given is computed on the host: until [#hostEnded], with the
    /// transfers in between.
    ///
    /// @param primitive its name, with what there is no kernel for: `put`, `pointwise POLYGAMMA`
    default void hostStarted(String primitive) {}

    default void hostEnded(String primitive) {}
}
