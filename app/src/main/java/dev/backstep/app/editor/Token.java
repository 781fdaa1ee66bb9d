package dev.backstep.app.editor;

import java.util.Locale;

/// A piece of one line of Python that is shown in its own way. Plain names, spaces and operators are no tokens.
///
/// @param start column of the first character, from 0
/// @param end column after the last
record Token(Kind kind, int start, int end) {

    /// What a piece is; its style class is the name in lower case behind `py-`.
    enum Kind {
        KEYWORD,
        /// `True`, `False`, `None`.
        CONSTANT,
        BUILTIN,
        /// `torch` and the names its modules are usually imported under.
        TORCH,
        /// The words of automatic differentiation: `backward`, `requires_grad`, `grad_fn`.
        AUTOGRAD,
        /// The name that a `def` or `class` defines.
        DEFINITION,
        DECORATOR,
        /// A name that is called.
        CALL,
        /// A keyword argument's name.
        ARGUMENT,
        STRING,
        /// A brace of an f-string's replacement field; what is inside is tokens of its own.
        FIELD,
        NUMBER,
        COMMENT,
        /// One of `()[]{}` in code.
        BRACKET;

        private final String styleClass = "py-" + name().toLowerCase(Locale.ROOT);

        String styleClass() {
            return styleClass;
        }
    }
}
