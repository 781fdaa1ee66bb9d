/// The guide for newcomers: cards beside the real window, each of which asks for one thing and notices when it was
/// done.
@NullMarked
package dev.backstep.app.guide;

import org.jspecify.annotations.NullMarked;
