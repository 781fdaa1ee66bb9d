package dev.backstep.app.export;

import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// The 256 colours of a GIF, chosen once for all of its pictures so that nothing that stands still
/// flickers. The most used colours (grounds, borders, type) are kept as they are; the blends at the edges
/// of letters and lines share the rest, by median cut.
final class Palette {
    private static final int SIZE = 256;
    private static final int KEPT = 112;
    private static final int BITS = 6;
    private static final int CELLS = 1 << 3 * BITS;

    private final IndexColorModel colors;
    private final int[] reds = new int[SIZE];
    private final int[] greens = new int[SIZE];
    private final int[] blues = new int[SIZE];
    private final int count;

    /// The index for each cell of colours, or -1 while nobody has asked for it.
    private final short[] nearest = new short[CELLS];

    /// Counts the colours of pictures, in cells of nearly the same.
    static final class Census {
        private final long[] counts = new long[CELLS];
        private final long[] reds = new long[CELLS];
        private final long[] greens = new long[CELLS];
        private final long[] blues = new long[CELLS];

        /// @param pixels as `TYPE_INT_RGB` has them
        void add(int[] pixels) {
            for (int pixel : pixels) {
                int cell = cell(pixel);
                counts[cell]++;
                reds[cell] += pixel >> 16 & 0xff;
                greens[cell] += pixel >> 8 & 0xff;
                blues[cell] += pixel & 0xff;
            }
        }

        Palette palette() {
            var used = IntStream.range(0, CELLS)
                    .filter(cell -> counts[cell] > 0)
                    .mapToObj(this::swatch)
                    .sorted(Comparator.comparingLong(Swatch::count).reversed())
                    .toList();
            var chosen = new ArrayList<>(used.subList(0, Math.min(KEPT, used.size())));
            if (used.size() > KEPT) {
                cut(used.subList(KEPT, used.size()), SIZE - KEPT).forEach(box -> chosen.add(mean(box)));
            }
            return new Palette(chosen);
        }

        private Swatch swatch(int cell) {
            long count = counts[cell];
            return new Swatch(count, new double[] {
                reds[cell] / (double) count, greens[cell] / (double) count, blues[cell] / (double) count
            });
        }
    }

    /// A colour and how often it occurs.
    private record Swatch(long count, double[] color) {}

    private record Box(List<Swatch> swatches, int axis, double spread) {}

    private Palette(List<Swatch> swatches) {
        count = swatches.size();
        for (int i = 0; i < count; i++) {
            var color = swatches.get(i).color();
            reds[i] = (int) Math.round(color[0]);
            greens[i] = (int) Math.round(color[1]);
            blues[i] = (int) Math.round(color[2]);
        }
        colors = new IndexColorModel(8, SIZE, bytes(reds), bytes(greens), bytes(blues));
        Arrays.fill(nearest, (short) -1);
    }

    private static byte[] bytes(int[] values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    IndexColorModel colors() {
        return colors;
    }

    /// The index of each pixel's colour.
    void indices(int[] pixels, byte[] into) {
        for (int i = 0; i < pixels.length; i++) {
            int cell = cell(pixels[i]);
            int index = nearest[cell];
            if (index < 0) {
                index = closest(pixels[i]);
                nearest[cell] = (short) index;
            }
            into[i] = (byte) index;
        }
    }

    private int closest(int pixel) {
        int red = pixel >> 16 & 0xff;
        int green = pixel >> 8 & 0xff;
        int blue = pixel & 0xff;
        int best = 0;
        int distance = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int r = reds[i] - red;
            int g = greens[i] - green;
            int b = blues[i] - blue;
            int now = 2 * r * r + 4 * g * g + 3 * b * b;
            if (now < distance) {
                distance = now;
                best = i;
            }
        }
        return best;
    }

    private static int cell(int pixel) {
        int drop = 8 - BITS;
        return (pixel >> 16 + drop & 0x3f) << 2 * BITS | (pixel >> 8 + drop & 0x3f) << BITS | pixel >> drop & 0x3f;
    }

    private static List<Box> cut(List<Swatch> swatches, int boxes) {
        var queue =
                new PriorityQueue<Box>(Comparator.comparingDouble(Box::spread).reversed());
        queue.add(box(swatches));
        while (queue.size() < boxes && queue.peek().spread() > 0) {
            var widest = queue.poll();
            var sorted = widest.swatches().stream()
                    .sorted(Comparator.comparingDouble(swatch -> swatch.color()[widest.axis()]))
                    .toList();
            long half = sorted.stream().mapToLong(Swatch::count).sum() / 2;
            int at = 1;
            for (long seen = sorted.getFirst().count(); at < sorted.size() - 1 && seen < half; at++) {
                seen += sorted.get(at).count();
            }
            queue.add(box(sorted.subList(0, at)));
            queue.add(box(sorted.subList(at, sorted.size())));
        }
        return List.copyOf(queue);
    }

    private static Box box(List<Swatch> swatches) {
        int axis = 0;
        double spread = 0;
        long total = swatches.stream().mapToLong(Swatch::count).sum();
        for (int i = 0; i < 3 && swatches.size() > 1; i++) {
            int channel = i;
            var range = swatches.stream()
                    .mapToDouble(swatch -> swatch.color()[channel])
                    .summaryStatistics();
            // Seldom colours may be farther off, but not at any distance.
            double width = (range.getMax() - range.getMin()) * Math.sqrt(total);
            if (width > spread) {
                spread = width;
                axis = i;
            }
        }
        return new Box(swatches, axis, spread);
    }

    private static Swatch mean(Box box) {
        long total = 0;
        var sum = new double[3];
        for (var swatch : box.swatches()) {
            total += swatch.count();
            for (int i = 0; i < 3; i++) {
                sum[i] += swatch.color()[i] * swatch.count();
            }
        }
        return new Swatch(total, new double[] {sum[0] / total, sum[1] / total, sum[2] / total});
    }
}
