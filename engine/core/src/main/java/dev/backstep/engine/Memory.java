package dev.backstep.engine;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Reuse;
import java.util.Arrays;

/// Gives back the memory of tensors that nobody holds any more, as soon as that is certain. See Note [Who holds a
/// tensor] in [Held].
///
/// An embedding calls [#start], and then brackets each call that Python makes into it with [#enter] and [#leave]: when
/// the outermost one begins nothing of the engine is at work, so that is when tensors leave. Methods of the embedding
/// that are under way then, further out, must hold what they use: as Python's caller holds the arguments of a call.
/// Between the steps of a backward pass, if nothing else is under way, those leave that the pass has let go of.
public final class Memory {
    /// The list is forgotten, and its tensors left to the collector, when they have more than this share of the heap:
    /// one call may make many tensors, and most of them are garbage that the list keeps alive.
    private static final int SHARE_OF_HEAP = 4;

    private final Engine engine;
    private Reuse reuse = Reuse.NONE;
    private int calls;

    /// Tensors that may not be held by anybody.
    private Tensor[] list = new Tensor[64];

    private int listed;
    private long listedBytes;
    private final long most = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;

    /// Tensors that Python has let go of. Another thread of Python's may add to it while the engine works, so it is
    /// separate.
    private Tensor[] letGo = new Tensor[64];

    private int letGoCount;
    /// 1 if shared storages may be moved back.
    private int unshared;

    private long returned;

    Memory(Engine engine) {
        this.engine = engine;
    }

    /// Counts who holds tensors that are made from now on, during calls from Python.
    ///
    /// @param kind what backends do with the memory that comes back; [Reuse#NONE] ends it
    public void start(Reuse kind) {
        reuse = kind;
        forget();
        for (var backend : engine.backends()) {
            backend.setReuse(kind);
        }
    }

    /// [#start] and what the program is asked to do by `-Ddev.backstep.memory=check`.
    public void start() {
        start(Reuse.asAsked());
    }

    /// Ends a run: what is not held leaves, and the host keeps no memory for later. No call may be under way.
    public void clear() {
        settle();
        calls = 0;
        engine.sharing().end();
        engine.cpu().emptyCache();
    }

    /// Ends it: somebody keeps tensors of whom nothing is known.
    void stop() {
        if (reuse != Reuse.NONE) {
            start(Reuse.NONE);
        }
    }

    /// What a backend that is opened now has to do.
    Reuse reuse() {
        return reuse;
    }

    /// How many storages have come back.
    public long returned() {
        return returned;
    }

    /// Begins a call from Python. Tensors that are not held leave now, if no other call is under way.
    public void enter() {
        if (calls++ == 0 && (listed | letGoCount | unshared) != 0 && engine.passDepth() == 0) {
            settle();
        }
    }

    /// Ends a call from Python.
    public void leave() {
        calls--;
    }

    private void settle() {
        for (int i = 0; i < letGoCount; i++) {
            Tensor tensor = letGo[i];
            letGo[i] = null;
            if (tensor.isUnheld()) {
                unheld(tensor);
            }
        }
        letGoCount = 0;
        settle(0);
        if (unshared != 0) {
            unshared = 0;
            engine.sharing().settle();
        }
    }

    /// Where the list ends, for [#settle(int)] after each step of a backward pass; -1 if the pass is not the only thing
    /// that goes on, so that others may know what it lets go of.
    public int mark() {
        return reuse != Reuse.NONE && calls == 1 && engine.passDepth() == 0 ? listed : -1;
    }

    /// Has tensors leave that have come on the list since a mark, and are not held.
    public void settle(int mark) {
        // What one of them held comes on the list meanwhile.
        while (listed > mark) {
            Tensor tensor = list[--listed];
            list[listed] = null;
            listedBytes -= bytes(tensor);
            tensor.setListed(false);
            if (tensor.isUnheld() && tensor.leave()) {
                giveBack(tensor.storage());
            }
        }
        if (listed == 0) {
            listedBytes = 0;
        }
    }

    private static long bytes(Tensor tensor) {
        return (long) tensor.storage().length() * tensor.dtype().bytes();
    }

    private void giveBack(Storage storage) {
        Backend backend = engine.devices().inUse(storage.device());
        // The memory of a device that programs see no more is the collector's business.
        if (backend == null) return;
        returned++;
        backend.release(storage);
    }

    /// A tensor over a counted storage was made.
    void made(Tensor tensor) {
        Storage storage = tensor.storage();
        // Outside of calls Java's own methods are at work, of which nothing is known.
        if (reuse == Reuse.NONE || calls == 0) {
            storage.keep();
            return;
        }
        storage.addTensor();
        unheld(tensor);
    }

    /// Nobody is known to hold a tensor.
    void unheld(Tensor tensor) {
        if (reuse == Reuse.NONE || tensor.isListed()) {
            return;
        }
        long bytes = bytes(tensor);
        if (listedBytes + bytes > most) {
            forgetList();
        }
        if (listed == list.length) {
            list = Arrays.copyOf(list, 2 * listed);
        }
        tensor.setListed(true);
        list[listed++] = tensor;
        listedBytes += bytes;
    }

    void letGo(Tensor tensor) {
        if (reuse == Reuse.NONE) {
            return;
        }
        if (letGoCount == letGo.length) {
            letGo = Arrays.copyOf(letGo, 2 * letGoCount);
        }
        letGo[letGoCount++] = tensor;
    }

    /// Somebody looks at a shared storage no more.
    void unshared() {
        unshared = 1;
    }

    /// Leaves to the collector what is not held now.
    private void forget() {
        forgetList();
        Arrays.fill(letGo, 0, letGoCount, null);
        letGoCount = 0;
    }

    private void forgetList() {
        for (int i = 0; i < listed; i++) {
            list[i].setListed(false);
            list[i] = null;
        }
        listed = 0;
        listedBytes = 0;
    }
}
