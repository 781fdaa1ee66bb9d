package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.autograd.AnomalyMode;
import dev.backstep.engine.autograd.Node;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import dev.backstep.kernel.cpython.Scope;
import org.jspecify.annotations.Nullable;

/// Anomaly detection: the package keeps each node's traceback, and warns with it when the node fails.
final class AnomalyApi {
    private final Engine engine;
    private final Handles handles;

    AnomalyApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    void install(Definitions define) {
        // Arguments: whether it is on, whether NaN fails, and functions for a new node and for one that failed.
        define.add("set_anomaly_mode", a -> {
            engine.setAnomalyMode(a[0].asBoolean() ? new PythonAnomalyMode(a[1].asBoolean(), a[2], a[3]) : null);
            return null;
        });
    }

    private final class PythonAnomalyMode implements AnomalyMode {
        private final boolean checkNan;
        private final PyRef created;
        private final PyRef failed;

        private PythonAnomalyMode(boolean checkNan, PyObject created, PyObject failed) {
            this.checkNan = checkNan;
            this.created = PyRef.of(created);
            this.failed = PyRef.of(failed);
        }

        @Override
        public void created(Node node, @Nullable Node parent) {
            try (var scope = Scope.open()) {
                node.metadata().put("created", PyRef.of(created.call(handles.of(parent))));
            }
        }

        @Override
        public void failed(Node node, RuntimeException problem) {
            try (var scope = Scope.open()) {
                failed.call(handles.of(node));
            }
        }

        @Override
        public boolean checksForNan() {
            return checkNan;
        }
    }
}
