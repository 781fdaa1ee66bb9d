package dev.backstep.app.tasks;

/// Guards what must not make the window wait.
public final class Background {
    private static final String WINDOW = "JavaFX Application Thread";

    private Background() {}

    /// To be called where something takes long: nothing runs on the JavaFX thread but painting and input. Asks by the
    /// thread's name, since asking JavaFX would load it.
    ///
    /// @throws IllegalStateException on the JavaFX application thread
    public static void only() {
        if (Thread.currentThread().getName().equals(WINDOW)) {
            throw new IllegalStateException("This takes too long for the JavaFX thread; use Tasks.");
        }
    }
}
