package dev.backstep.kernel;

import dev.backstep.engine.backend.BackendProvider;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips a class of tests where there is no OpenCL device, with the reason in the report: an assumption in `@BeforeAll`
/// would leave no trace there.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(NeedsOpenCl.Condition.class)
public @interface NeedsOpenCl {
    /// Looks for devices.
    final class Condition implements ExecutionCondition {
        /// The devices that tests run on, those of CPUs among them.
        public static BackendProvider.Found found() {
            System.setProperty("dev.backstep.gpu.any-device", "true");
            return ServiceLoader.load(BackendProvider.class)
                    .findFirst()
                    .orElseThrow()
                    .find();
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            var reason = found().reason();
            return reason == null
                    ? ConditionEvaluationResult.enabled("there is an OpenCL device")
                    : ConditionEvaluationResult.disabled("no OpenCL device: " + reason);
        }
    }
}
