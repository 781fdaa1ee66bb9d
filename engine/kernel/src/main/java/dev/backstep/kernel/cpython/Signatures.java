package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;

/// The shapes of functions that Python calls. Objects are addresses.
final class Signatures {
    static final FunctionDescriptor DESTRUCTOR = FunctionDescriptor.ofVoid(JAVA_LONG);
    static final FunctionDescriptor UNARY = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
    static final FunctionDescriptor BINARY = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);
    static final FunctionDescriptor TERNARY = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    static final FunctionDescriptor COMPARISON = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    static final FunctionDescriptor INQUIRY = FunctionDescriptor.of(JAVA_INT, JAVA_LONG);
    static final FunctionDescriptor LENGTH = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
    static final FunctionDescriptor ASSIGNMENT = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /// `vectorcall(callable, arguments, count, names)`
    static final FunctionDescriptor VECTORCALL =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /// `getter(self, number)`
    static final FunctionDescriptor GETTER = BINARY;

    /// `setter(self, value, number)`
    static final FunctionDescriptor SETTER = ASSIGNMENT;

    private Signatures() {}
}
