package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the tensors of a recording live, what was moved between devices, and what the CPU computed for a GPU.
/// Immutable; made in time linear in the recording's size.
public final class RecordedDevices {
    private static final Set<String> COPIES = Set.of("_to_copy", "copy_", "copy", "to");

    private final Recording recording;
    private final boolean mixed;
    private final Map<Integer, Transfer> transfers = new HashMap<>();
    private final Map<String, Integer> onCpu = new TreeMap<>();
    private final List<Transfer> inOrder = new ArrayList<>();
    private int operatorsOnCpu;

    public RecordedDevices(Recording recording) {
        this.recording = recording;
        var devices = new HashSet<String>();
        for (TensorRecord tensor : recording.tensors()) {
            devices.add(tensor.device());
        }
        mixed = devices.size() > 1;
        for (Operation operation : recording.operations()) {
            var transfer = mixed ? transfer(operation) : null;
            if (transfer != null) {
                transfers.put(operation.id(), transfer);
                inOrder.add(transfer);
            }
            operatorsOnCpu += operation.onCpu().isEmpty() ? 0 : 1;
            operation.onCpu().forEach(primitive -> onCpu.merge(primitive, 1, Integer::sum));
        }
    }

    /// Whether tensors live on more than one device.
    public boolean mixed() {
        return mixed;
    }

    /// What was moved, in the order in which it was.
    public List<Transfer> transfers() {
        return List.copyOf(inOrder);
    }

    /// What an operation moved, or null if it moved nothing.
    public @Nullable Transfer transferOf(int operation) {
        return transfers.get(operation);
    }

    /// How many operators computed something on the CPU for want of a GPU kernel.
    public int operatorsOnCpu() {
        return operatorsOnCpu;
    }

    /// For each primitive that the GPU has no kernel for, how many operators needed it.
    public Map<String, Integer> primitivesOnCpu() {
        return Collections.unmodifiableMap(onCpu);
    }

    /// The bytes of an operation's inputs and outputs: what goes to the CPU and back at most, if the CPU computes it.
    public long bytesOf(Operation operation) {
        return Stream.concat(operation.inputs().stream(), operation.outputs().stream())
                .distinct()
                .mapToLong(tensor -> bytes(recording.tensors().get(tensor)))
                .sum();
    }

    /// Where a node's result lives, and so the gradient that it receives; empty if that was not recorded.
    public String ofNode(GraphNode node) {
        if (node.variable() != NONE) {
            return recording.tensors().get(node.variable()).device();
        }
        return node.operation() == NONE
                ? ""
                : ofOperation(recording.operations().get(node.operation()));
    }

    /// Where an operation's result lives; empty if it has none.
    public String ofOperation(Operation operation) {
        return operation.outputs().isEmpty()
                ? ""
                : recording.tensors().get(operation.outputs().getFirst()).device();
    }

    /// A device as people know it: `cuda:0 (NVIDIA H100)`, or just `cpu`.
    public String described(String device) {
        var run = recording.run();
        return device.equals(run.device()) && !run.deviceName().isEmpty()
                ? "%s (%s)".formatted(device, run.deviceName())
                : device;
    }

    private @Nullable Transfer transfer(Operation operation) {
        var name = operation.name().replaceFirst("^.*::", "");
        var to = ofOperation(operation);
        // These read only what a tensor is like.
        if (to.isEmpty() || name.endsWith("_like") || name.startsWith("new_")) {
            return null;
        }
        for (int input : operation.inputs()) {
            var tensor = recording.tensors().get(input);
            // A number in a tensor goes along with the kernel's other arguments.
            var moved = tensor.shape().length > 0 || COPIES.contains(name);
            if (moved && !tensor.device().equals(to)) {
                return new Transfer(operation.id(), input, tensor.device(), to, bytes(tensor));
            }
        }
        return null;
    }

    private static long bytes(TensorRecord tensor) {
        long elements = 1;
        for (int size : tensor.shape()) {
            elements *= size;
        }
        return elements * bytes(tensor.dtype());
    }

    private static int bytes(String dtype) {
        return switch (dtype) {
            case "float64", "int64" -> 8;
            case "float32", "int32" -> 4;
            case "float16", "bfloat16", "int16" -> 2;
            default -> 1;
        };
    }
}
