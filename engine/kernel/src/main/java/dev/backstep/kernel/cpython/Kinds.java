package dev.backstep.kernel.cpython;

/// Which types are derived from that of [Peers], so that the question costs a comparison. Types it knows are kept
/// alive: the address of one that is gone may become another's.
final class Kinds {
    private static final int SIZE = 256;

    private static final long[] PEERS = new long[SIZE];
    private static final long[] OTHERS = new long[SIZE];

    private Kinds() {}

    private static int place(long type) {
        return (int) (type >> 4 ^ type >> 12) & SIZE - 1;
    }

    static boolean isPeer(long type) {
        int place = place(type);
        return PEERS[place] == type || OTHERS[place] != type && learn(type, place);
    }

    private static boolean learn(long type, int place) {
        boolean peer = Api.isSubtype(type, Peers.base()) || Peers.isOpaque(type);
        var table = peer ? PEERS : OTHERS;
        long before = table[place];
        table[place] = Api.newRef(type);
        if (before != 0) {
            Api.decRef(before);
        }
        return peer;
    }

    /// Lets go of all types, those of a program that has ended among them.
    static void forget() {
        for (var table : new long[][] {PEERS, OTHERS}) {
            for (int i = 0; i < SIZE; i++) {
                long type = table[i];
                table[i] = 0;
                if (type != 0) {
                    Api.decRef(type);
                }
            }
        }
    }
}
