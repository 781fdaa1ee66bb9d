/// Programs that come with the app, to begin with.
@NullMarked
package dev.backstep.app.examples;

import org.jspecify.annotations.NullMarked;
