/// The export dialog: what a picture's file is to be like, with a preview, and how far writing it is.
@NullMarked
package dev.backstep.app.export.view;

import org.jspecify.annotations.NullMarked;
