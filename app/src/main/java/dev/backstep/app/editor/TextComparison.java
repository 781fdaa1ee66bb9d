package dev.backstep.app.editor;

import java.util.ArrayList;
import java.util.List;

/// How two versions of a text differ, line by line: the longest common lines stay, the others are of one version only.
public final class TextComparison {
    /// Of more differing lines than this the comparison would take long, and nobody could read it: then all of one
    /// version stand before all of the other.
    private static final int LONGEST = 2_000;

    private TextComparison() {}

    /// Where a line is.
    public enum In {
        BOTH,
        MINE,
        THEIRS
    }

    /// @param text without its line feed
    public record Line(In in, String text) {}

    /// The lines of both versions; where they differ mine stand before theirs.
    public static List<Line> of(String mine, String theirs) {
        var left = mine.split("\n", -1);
        var right = theirs.split("\n", -1);
        int shorter = Math.min(left.length, right.length);
        int head = 0;
        while (head < shorter && left[head].equals(right[head])) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && left[left.length - 1 - tail].equals(right[right.length - 1 - tail])) {
            tail++;
        }
        var lines = new ArrayList<Line>();
        for (int i = 0; i < head; i++) {
            lines.add(new Line(In.BOTH, left[i]));
        }
        compare(left, head, left.length - tail, right, head, right.length - tail, lines);
        for (int i = left.length - tail; i < left.length; i++) {
            lines.add(new Line(In.BOTH, left[i]));
        }
        return List.copyOf(lines);
    }

    private static void compare(
            String[] left, int leftFrom, int leftTo, String[] right, int rightFrom, int rightTo, List<Line> into) {
        int rows = leftTo - leftFrom;
        int columns = rightTo - rightFrom;
        boolean small = rows <= LONGEST && columns <= LONGEST;
        // For each pair of rests the length of their longest common subsequence.
        var common = new int[small ? rows + 1 : 1][small ? columns + 1 : 1];
        for (int i = small ? rows - 1 : -1; i >= 0; i--) {
            for (int j = columns - 1; j >= 0; j--) {
                common[i][j] = left[leftFrom + i].equals(right[rightFrom + j])
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < rows || j < columns) {
            if (small && i < rows && j < columns && left[leftFrom + i].equals(right[rightFrom + j])) {
                into.add(new Line(In.BOTH, left[leftFrom + i]));
                i++;
                j++;
            } else if (i < rows && (j == columns || !small || common[i + 1][j] >= common[i][j + 1])) {
                into.add(new Line(In.MINE, left[leftFrom + i]));
                i++;
            } else {
                into.add(new Line(In.THEIRS, right[rightFrom + j]));
                j++;
            }
        }
    }
}
