package dev.backstep.app.graph.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gives the vertices of a new model the keys of those that they continue in the previous one, so that a node keeps
/// its identity (and its place, and a chance to glide) while the program around it is edited.
///
/// A vertex is recognised by what it says. Most edits touch one place, so everything that is equal before and after
/// that place continues itself; in between, first texts and then titles are matched in order.
public final class Continuity {
    private Continuity() {}

    public static GraphModel carry(GraphModel previous, GraphModel next) {
        var old = previous.vertices();
        var now = next.vertices();
        var keys = new String[now.size()];
        int head = 0;
        while (head < Math.min(old.size(), now.size()) && same(old.get(head), now.get(head))) {
            keys[head] = old.get(head).key();
            head++;
        }
        int tail = 0;
        while (tail < Math.min(old.size(), now.size()) - head
                && same(old.get(old.size() - 1 - tail), now.get(now.size() - 1 - tail))) {
            keys[now.size() - 1 - tail] = old.get(old.size() - 1 - tail).key();
            tail++;
        }
        var oldMiddle = new ArrayList<>(old.subList(head, old.size() - tail));
        match(oldMiddle, now, keys, head, now.size() - tail, Continuity::text);
        match(oldMiddle, now, keys, head, now.size() - tail, vertex -> vertex.kind() + vertex.title());
        return next.withKeys(complete(old, now, keys));
    }

    private interface Signature {
        String of(Vertex vertex);
    }

    private static void match(
            List<Vertex> old, List<Vertex> now, String[] keys, int from, int to, Signature signature) {
        Map<String, Deque<Vertex>> waiting = new HashMap<>();
        for (var vertex : old) {
            waiting.computeIfAbsent(signature.of(vertex), s -> new ArrayDeque<>())
                    .add(vertex);
        }
        Set<Vertex> taken = new HashSet<>();
        for (int i = from; i < to; i++) {
            var candidates = keys[i] == null ? waiting.get(signature.of(now.get(i))) : null;
            if (candidates != null && !candidates.isEmpty()) {
                var vertex = candidates.remove();
                keys[i] = vertex.key();
                taken.add(vertex);
            }
        }
        old.removeAll(taken);
    }

    /// Fills in the keys of vertices that continue nothing: their own, unless it is in use.
    private static List<String> complete(List<Vertex> old, List<Vertex> now, String[] keys) {
        Set<String> used = new HashSet<>();
        old.forEach(vertex -> used.add(vertex.key()));
        var result = new ArrayList<String>(keys.length);
        for (int i = 0; i < keys.length; i++) {
            var key = keys[i] == null ? now.get(i).key() : keys[i];
            if (keys[i] == null && !used.add(key)) {
                int number = 2;
                while (!used.add(key + "--" + number)) {
                    number++;
                }
                key = key + "--" + number;
            }
            result.add(key);
        }
        return result;
    }

    private static boolean same(Vertex a, Vertex b) {
        return a.title().equals(b.title()) && text(a).equals(text(b));
    }

    /// What a vertex says, without its line: a line inserted above must not change who is who.
    private static String text(Vertex vertex) {
        var detail = vertex.detail();
        int line = detail.lastIndexOf("line ");
        // A function that becomes a root, or no longer is one, stays the same function.
        return vertex.title() + "\n" + (line < 0 ? detail : detail.substring(0, line));
    }
}
