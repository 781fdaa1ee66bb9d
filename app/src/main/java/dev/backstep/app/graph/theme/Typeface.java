package dev.backstep.app.graph.theme;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The fonts of the picture. They are part of the product so that a text has the same size in the window and in
/// every exported file, whatever fonts a machine has.
public enum Typeface {
    SANS("Backstep Sans", "BackstepSans-Regular.ttf"),
    SANS_BOLD("Backstep Sans SemiBold", "BackstepSans-SemiBold.ttf"),
    MONO("JetBrains Mono", "JetBrainsMono-Regular.ttf");

    private final String family;
    private final String file;

    Typeface(String family, String file) {
        this.family = family;
        this.file = file;
    }

    /// The family's name, as files that name a font (SVG) give it.
    public String family() {
        return family;
    }

    /// The TrueType file. The caller closes it.
    public InputStream open() {
        // Named absolutely through the class loader: the fonts are in another module (styles).
        var path = "dev/backstep/styles/fonts/" + file;
        var stream = Typeface.class.getClassLoader().getResourceAsStream(path);
        if (stream == null) {
            throw new UncheckedIOException(new IOException("The font " + path + " is missing from this installation"));
        }
        return stream;
    }
}
