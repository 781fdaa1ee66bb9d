package dev.backstep.kernel.walls;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the second wall holds, as far as the operating system has said so.
///
/// @param reach the reach that was asked for; a thread that is bound to it never gets another
/// @param holds what the system refuses
/// @param system what it is that refuses, such as `Landlock 7, seccomp`
/// @param wholeProcess whether it binds the whole process, or the thread alone and those that it starts
/// @param gaps sentences that say what is not held, and why
public record Standing(Reach reach, Set<Hold> holds, String system, boolean wholeProcess, List<String> gaps) {
    /// A thing that can be refused.
    public enum Hold {
        /// Reading the contents of files and folders outside the reach. Whether they exist, and how large they are,
        /// is not held anywhere.
        READING("reading other files"),
        /// Changing files and folders outside the reach.
        WRITING("writing files"),
        /// Starting programs, or copies of the process.
        PROCESSES("starting processes"),
        /// Signals to other processes, tracing them, sharing memory with them.
        OTHER_PROCESSES("touching other processes"),
        /// Sockets of every kind.
        NETWORK("the network");

        private final String words;

        Hold(String words) {
            this.words = words;
        }
    }

    public Standing {
        holds = Set.copyOf(holds);
        gaps = List.copyOf(gaps);
    }

    static Standing none(Reach reach, String gap) {
        return new Standing(reach, Set.of(), "none", false, List.of(gap));
    }

    public boolean holds(Hold hold) {
        return holds.contains(hold);
    }

    /// Whether everything holds.
    public boolean isComplete() {
        return holds.size() == Hold.values().length;
    }

    /// Whether a program of a reach may run on what is bound: a wall cannot be moved.
    public boolean fits(Reach other) {
        return reach.equals(other);
    }

    /// For the log.
    public String describe() {
        var held = EnumSet.allOf(Hold.class).stream()
                .filter(holds::contains)
                .map(hold -> hold.words)
                .collect(Collectors.joining(", "));
        var text = "second wall (%s) refuses: %s".formatted(system, held.isEmpty() ? "nothing" : held);
        return gaps.isEmpty() ? text : text + "; " + String.join("; ", gaps);
    }
}
