package dev.backstep.kernel.cpython;

/// Asks [AuditRules] about what Python wants to do. Python code cannot remove it.
final class AuditHook {
    private static AuditRules rules = (_, _) -> null;

    private AuditHook() {}

    /// To be called before the interpreter starts.
    static void install(AuditRules chosen) {
        rules = chosen;
        long stub = Library.stub(Library.method(AuditHook.class, "audit", 3));
        try {
            int added = (int) (long) Library.function("PySys_AddAuditHook").invokeExact(stub, 0L, 0L, 0L);
            if (added != 0) {
                throw new IllegalStateException("CPython takes no audit hook");
            }
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    static long audit(long event, long arguments, long unused) {
        var locals = Locals.current();
        int mark = locals.enter();
        try {
            var refusal = rules.check(Memory.text(event), PyObject.borrowed(arguments));
            if (refusal == null) {
                return 0;
            }
            PyException.of(refusal.type(), refusal.arguments()).restore();
        } catch (Throwable e) {
            Errors.raise(e);
        } finally {
            locals.leave(mark);
        }
        return -1;
    }
}
