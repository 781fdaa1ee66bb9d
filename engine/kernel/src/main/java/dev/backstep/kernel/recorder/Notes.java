package dev.backstep.kernel.recorder;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Node;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a recorder keeps with tensors, storages and nodes themselves: it goes with them, and is found at once. Those
/// that
/// outlive the run have notes of earlier recorders, which do not count.
final class Notes {
    /// What is kept with a tensor.
    static final class OfTensor {
        private final Notes by;
        /// Whether the program has got it, rather than only an operator inside another.
        boolean shown;
        /// Whether it is an `nn.Parameter`, and where the program got it; before it has a record.
        boolean parameter;
        int line;
        /// Its record, which may have been dropped; null if it never had one.
        Tensors.@Nullable Draft draft;
        /// What it held at a version.
        @Nullable
        TensorValue contents;

        int version;

        private OfTensor(Notes by) {
            this.by = by;
        }
    }

    /// What is kept with a storage.
    static final class OfStorage {
        private final Notes by;
        /// Records of tensors over it, also of some that are gone.
        final List<Tensors.Draft> tensors = new ArrayList<>(1);
        /// At how many of them those that are gone are removed.
        int room = 4;
        /// Statistics of a block of it, which views of it share: their order does not matter.
        @Nullable
        Statistics statistics;

        int version;
        int offset;
        int count;

        private OfStorage(Notes by) {
            this.by = by;
        }

        boolean hasStatisticsOf(Tensor tensor) {
            return statistics != null
                    && version == tensor.version()
                    && offset == tensor.offset()
                    && count == tensor.numel();
        }
    }

    OfTensor of(Tensor tensor) {
        var found = find(tensor);
        if (found == null) {
            found = new OfTensor(this);
            tensor.setNote(found);
        }
        return found;
    }

    @Nullable
    OfTensor find(Tensor tensor) {
        return tensor.note() instanceof OfTensor note && note.by == this ? note : null;
    }

    OfStorage of(Storage storage) {
        var found = find(storage);
        if (found == null) {
            found = new OfStorage(this);
            storage.setNote(found);
        }
        return found;
    }

    @Nullable
    OfStorage find(Storage storage) {
        return storage.note() instanceof OfStorage note && note.by == this ? note : null;
    }

    /// The node's identifier, which may be that of a record that was dropped, or NONE.
    int id(Node node) {
        return node.note() == this ? node.number() : NONE;
    }

    void setId(Node node, int id) {
        node.setNote(this, id);
    }
}
