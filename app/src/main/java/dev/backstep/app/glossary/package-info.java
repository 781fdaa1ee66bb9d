/// The field's words, explained. What they mean is in a resource; other panels link to them where they appear.
@NullMarked
package dev.backstep.app.glossary;

import org.jspecify.annotations.NullMarked;
