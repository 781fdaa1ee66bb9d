/// Background work: the newest of a kind wins, can be cancelled, and delivers on the JavaFX thread. Nothing else starts
/// threads, but the conversations with kernel processes.
@NullMarked
package dev.backstep.app.tasks;

import org.jspecify.annotations.NullMarked;
