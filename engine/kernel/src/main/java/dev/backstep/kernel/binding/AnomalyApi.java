package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.autograd.AnomalyMode;
import dev.backstep.engine.autograd.Node;
import org.graalvm.polyglot.Value;
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
        private final Value created;
        private final Value failed;

        private PythonAnomalyMode(boolean checkNan, Value created, Value failed) {
            this.checkNan = checkNan;
            this.created = created;
            this.failed = failed;
        }

        @Override
        public void created(Node node, @Nullable Node parent) {
            node.metadata().put("created", created.execute(handles.of(parent)));
        }

        @Override
        public void failed(Node node, RuntimeException problem) {
            failed.executeVoid(handles.of(node));
        }

        @Override
        public boolean checksForNan() {
            return checkNan;
        }
    }
}
