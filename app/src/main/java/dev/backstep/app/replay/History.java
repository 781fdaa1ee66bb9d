package dev.backstep.app.replay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The moments that a person looked at, as a browser keeps its pages: back, forward, and going elsewhere forgets what
/// lay forward. They are moments of the recording shown; a new recording takes along those that it has, too.
final class History {
    private static final int KEPT = 100;

    private final Deque<Moment> behind = new ArrayDeque<>();
    private final Deque<Moment> ahead = new ArrayDeque<>();

    /// A person has gone elsewhere from here.
    void left(Moment moment) {
        ahead.clear();
        if (!moment.equals(behind.peek())) {
            behind.push(moment);
        }
        if (behind.size() > KEPT) {
            behind.removeLast();
        }
    }

    boolean hasBack() {
        return !behind.isEmpty();
    }

    boolean hasForward() {
        return !ahead.isEmpty();
    }

    Optional<Moment> back(Moment present) {
        return swap(behind, ahead, present);
    }

    Optional<Moment> forward(Moment present) {
        return swap(ahead, behind, present);
    }

    private static Optional<Moment> swap(Deque<Moment> from, Deque<Moment> to, Moment present) {
        var found = from.poll();
        if (found != null) {
            to.push(present);
        }
        return Optional.ofNullable(found);
    }

    void carry(Counterparts counterparts) {
        carry(behind, counterparts);
        carry(ahead, counterparts);
    }

    private static void carry(Deque<Moment> moments, Counterparts counterparts) {
        var carried = new ArrayDeque<Moment>();
        for (var moment : moments) {
            var next = counterparts.of(moment);
            if (!next.equals(carried.peekLast())) {
                carried.addLast(next);
            }
        }
        moments.clear();
        if (counterparts.sameProgram()) {
            moments.addAll(carried);
        }
    }
}
