package dev.backstep.app.graph.layout;

import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.jspecify.annotations.Nullable;

/// Tells ELK once which algorithms and options there are; its own discovery needs OSGi.
final class Algorithms {
    private static final @Nullable Object REGISTERED = load();

    private static @Nullable Object load() {
        LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
        return null;
    }

    static void register() {
        // Touching the class is what registers.
        assert REGISTERED == null;
    }
}
