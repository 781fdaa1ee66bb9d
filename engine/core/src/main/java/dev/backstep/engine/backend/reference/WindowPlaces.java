package dev.backstep.engine.backend.reference;

import dev.backstep.engine.backend.Backend;

/// Where each element of each sliding window lies.
final class WindowPlaces {
    /// Windows, elements of a window and elements of a channel.
    final int windows;

    final int kernel;
    final int spatial;
    private final Backend.Window window;
    private final int[] sizes;

    /// @param sizes `(N, C, *spatial)`
    WindowPlaces(Backend.Window window, int[] sizes) {
        this.window = window;
        this.sizes = sizes;
        int count = 1;
        int elements = 1;
        int places = 1;
        for (int d = 0; d < window.kernel().length; d++) {
            count *= window.windows()[d];
            elements *= window.kernel()[d];
            places *= sizes[d + 2];
        }
        windows = count;
        kernel = elements;
        spatial = places;
    }

    /// The flat place within the channel of element `k` of window `w`, or -1 if it lies in the padding.
    int of(int w, int k) {
        int place = 0;
        int step = 1;
        for (int d = window.kernel().length - 1; d >= 0; d--) {
            int i = w % window.windows()[d] * window.stride()[d]
                    - window.padding()[d]
                    + k % window.kernel()[d] * window.dilation()[d];
            if (i < 0 || i >= sizes[d + 2]) {
                return -1;
            }
            place += i * step;
            step *= sizes[d + 2];
            w /= window.windows()[d];
            k /= window.kernel()[d];
        }
        return place;
    }
}
