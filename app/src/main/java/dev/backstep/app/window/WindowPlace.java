package dev.backstep.app.window;

import dev.backstep.app.settings.SettingsStore;
import dev.backstep.app.window.WindowSettings.Bounds;
import javafx.geometry.Dimension2D;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;

/// Where the window is, now and at the next start. It is always wholly on a screen at first.
final class WindowPlace {
    static final double MIN_WIDTH = 900;
    static final double MIN_HEIGHT = 600;

    private static final double DEFAULT_WIDTH = 1440;
    private static final double DEFAULT_HEIGHT = 900;

    private final Stage stage;
    private final SettingsStore settings;

    WindowPlace(Stage stage, SettingsStore settings) {
        this.stage = stage;
        this.settings = settings;
    }

    /// Puts the window where it was, and remembers from now on where it is.
    void restore() {
        var known = settings.get(WindowSettings.BOUNDS);
        var bounds = place(known, screen(known));
        stage.setMinWidth(Math.min(MIN_WIDTH, bounds.width()));
        stage.setMinHeight(Math.min(MIN_HEIGHT, bounds.height()));
        stage.setX(bounds.x());
        stage.setY(bounds.y());
        stage.setWidth(bounds.width());
        stage.setHeight(bounds.height());
        stage.setMaximized(bounds.maximized());
        stage.xProperty().subscribe(this::remember);
        stage.yProperty().subscribe(this::remember);
        stage.widthProperty().subscribe(this::remember);
        stage.heightProperty().subscribe(this::remember);
        stage.maximizedProperty().subscribe(this::remember);
    }

    /// The screen that it was on, which may be gone: then the first one.
    private static Rectangle2D screen(Bounds bounds) {
        return Screen.getScreensForRectangle(bounds.x() + 40, bounds.y() + 10, 80, 20).stream()
                .findFirst()
                .orElse(Screen.getPrimary())
                .getVisualBounds();
    }

    /// A place of this size, or of the default one, that is wholly on a screen.
    static Bounds place(Bounds known, Rectangle2D screen) {
        boolean first = known.equals(Bounds.UNKNOWN);
        double width = Math.min(first ? DEFAULT_WIDTH : known.width(), screen.getWidth());
        double height = Math.min(first ? DEFAULT_HEIGHT : known.height(), screen.getHeight());
        double x = first ? screen.getMinX() + (screen.getWidth() - width) / 2 : known.x();
        double y = first ? screen.getMinY() + (screen.getHeight() - height) / 2 : known.y();
        return new Bounds(
                Math.clamp(x, screen.getMinX(), screen.getMaxX() - width),
                Math.clamp(y, screen.getMinY(), screen.getMaxY() - height),
                width,
                height,
                known.maximized());
    }

    void remember() {
        if (!stage.isShowing() || stage.isIconified()) {
            return;
        }
        var before = settings.get(WindowSettings.BOUNDS);
        settings.set(
                WindowSettings.BOUNDS,
                stage.isMaximized()
                        // The size to come back to when it is no longer maximised.
                        ? new Bounds(before.x(), before.y(), before.width(), before.height(), true)
                        : new Bounds(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), false));
    }

    /// The size to begin with. The scene is made with it, too: panels take their shares of the scene's first size and
    /// keep what they took.
    Dimension2D size() {
        var known = settings.get(WindowSettings.BOUNDS);
        var bounds = place(known, screen(known));
        return new Dimension2D(bounds.width(), bounds.height());
    }
}
