package dev.backstep.app.replay;

import dev.backstep.recording.Note;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a person has pinned to the nodes of a recording. Immutable.
///
/// @param byNode the text pinned to a node
/// @param waiting those of an earlier run whose nodes this run does not have: while a line is typed, the half of it
///     often fails, and the run after that has them again
public record Notes(SortedMap<Integer, String> byNode, List<Waiting> waiting) {
    public static final Notes NONE = new Notes(new TreeMap<>(), List.of());

    /// A note without a node.
    record Waiting(NodePlace place, String text) {}

    /// Those that a recording holds.
    static Notes of(Recording recording) {
        var notes = recording.notes().stream()
                .collect(Collectors.toMap(Note::node, Note::text, (one, other) -> one + "\n" + other, TreeMap::new));
        return notes.isEmpty() ? NONE : new Notes(notes, List.of());
    }

    /// The text pinned to a node, empty if there is none.
    public String of(int node) {
        return byNode.getOrDefault(node, "");
    }

    public boolean isEmpty() {
        return byNode.isEmpty();
    }

    /// With a text pinned to a node in place of what was pinned to it; a blank one takes that off.
    Notes with(int node, String text) {
        var next = new TreeMap<>(byNode);
        if (text.isBlank()) {
            next.remove(node);
        } else {
            next.put(node, text.strip());
        }
        return new Notes(next, waiting);
    }

    /// A recording with these notes in place of its own.
    Recording on(Recording recording) {
        var notes = byNode.entrySet().stream()
                .map(entry -> new Note(entry.getKey(), entry.getValue()))
                .toList();
        return new Recording(
                recording.version(),
                recording.name(),
                recording.source(),
                recording.run(),
                recording.statements(),
                recording.tensors(),
                recording.snapshots(),
                recording.operations(),
                recording.structure(),
                recording.nodes(),
                recording.passes(),
                recording.hooks(),
                recording.problems(),
                notes,
                recording.timeline());
    }

    /// All of them without their nodes, for a while in which another program is shown.
    Notes shelved(RecordingIndex index) {
        var all = new ArrayList<>(waiting);
        byNode.forEach((node, text) -> all.add(new Waiting(NodePlace.of(index, node), text)));
        return new Notes(new TreeMap<>(), List.copyOf(all));
    }

    /// These notes in another run.
    ///
    /// @param counterparts leads from this run to that
    Notes carried(Counterparts counterparts) {
        if (equals(NONE)) {
            return this;
        }
        var found = new TreeMap<Integer, String>();
        var left = new ArrayList<Waiting>();
        byNode.forEach((node, text) -> {
            int there = counterparts.node(node);
            if (there == Recording.NONE || found.putIfAbsent(there, text) != null) {
                left.add(new Waiting(NodePlace.of(counterparts.before(), node), text));
            }
        });
        for (var note : waiting) {
            int there = note.place().in(counterparts.after());
            if (there == Recording.NONE || found.putIfAbsent(there, note.text()) != null) {
                left.add(note);
            }
        }
        return new Notes(found, List.copyOf(left));
    }
}
