/// How `.grad` builds up: its norm after each backward pass, the accumulation at the cursor, and a warning where
/// several passes were added up because nobody zeroed in between.
@NullMarked
package dev.backstep.app.gradients;

import org.jspecify.annotations.NullMarked;
