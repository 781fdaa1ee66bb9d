/// CPython inside this JVM: the only code that knows its C API, called through [java.lang.foreign].
///
/// Who owns a reference is visible in the types:
///
/// - a plain `long` is an address. It is borrowed: valid while somebody else holds the object;
/// - a [PyObject] is valid until the call from Python ends that it was met in ([Locals]). Everybody may make and drop
///   these;
/// - a [PyRef] owns a reference until it is closed, or until the garbage collector finds that nobody knows it any more.
///
/// An object that stands for a Java one ([Peers]) belongs to Python while Python knows it, and to its Java object
/// afterwards if it has anything to lose (Note [Whose object it is] in [Peers]).
///
/// Everything here is called by a thread that holds the interpreter lock, unless it says otherwise. No exception leaves
/// a call from Python: [Errors] turns each into Python's.
@NullMarked
package dev.backstep.kernel.cpython;

import org.jspecify.annotations.NullMarked;
