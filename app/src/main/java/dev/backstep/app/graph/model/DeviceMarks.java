package dev.backstep.app.graph.model;

import dev.backstep.app.replay.RecordedDevices;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;

/// Says of each vertex and link of a picture what there is to say about devices.
final class DeviceMarks {
    private final Recording recording;
    private final RecordedDevices devices;

    DeviceMarks(Recording recording) {
        this.recording = recording;
        devices = new RecordedDevices(recording);
    }

    GraphModel on(List<Vertex> vertices, List<Link> links) {
        if (!devices.mixed() && devices.operatorsOnCpu() == 0) {
            return new GraphModel(vertices, links);
        }
        var marked =
                vertices.stream().map(vertex -> vertex.withMark(markOf(vertex))).toList();
        var crossing = new ArrayList<Link>(links.size());
        for (var link : links) {
            var from = marked.get(link.source()).mark().device();
            var mark = marked.get(link.target()).mark();
            var crosses = mark.transfer() != null && from.equals(mark.transfer().from()) && !from.equals(mark.device());
            crossing.add(crosses ? link.crossing() : link);
        }
        return new GraphModel(marked, crossing);
    }

    private Vertex.Mark markOf(Vertex vertex) {
        var operation = vertex.operation() == Recording.NONE
                ? null
                : recording.operations().get(vertex.operation());
        var device = !devices.mixed()
                ? ""
                : operation != null
                        ? devices.ofOperation(operation)
                        : vertex.tensor() == Recording.NONE
                                ? ""
                                : recording.tensors().get(vertex.tensor()).device();
        return new Vertex.Mark(
                device,
                operation == null ? null : devices.transferOf(operation.id()),
                operation == null ? List.of() : operation.onCpu());
    }
}
