package dev.backstep.app.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Finds the places of the program that a line of a traceback or a warning names.
final class SourceLinks {
    private static final Pattern PLACE = Pattern.compile("File \"(?<file>[^\"]+)\", (?<words>line"
            + " (?<line>\\d{1,7}))|^(?<warned>[^\\s:\"][^:\"]*?):(?<number>\\d{1,7})(?=: )");

    private SourceLinks() {}

    /// A part of a line, the end exclusive, that names a line of the program.
    record Link(int from, int to, int line) {}

    /// @param isProgram tells, by its name in the traceback, the program's file from those of libraries
    static List<Link> in(String text, Predicate<String> isProgram) {
        var links = new ArrayList<Link>();
        var matcher = PLACE.matcher(text);
        while (matcher.find()) {
            boolean frame = matcher.group("file") != null;
            if (isProgram.test(matcher.group(frame ? "file" : "warned"))) {
                links.add(
                        frame
                                ? new Link(matcher.start("words"), matcher.end("words"), number(matcher.group("line")))
                                : new Link(matcher.start(), matcher.end(), number(matcher.group("number"))));
            }
        }
        return links;
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
