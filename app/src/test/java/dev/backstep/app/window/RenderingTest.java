package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private final Properties properties = new Properties();

    @Test
    void linuxWithoutAGraphicsCardDoesNotTryOpenGl() {
        properties.setProperty("os.name", "Linux");
        Rendering.choose(properties, path -> false);
        assertEquals("sw", properties.getProperty("prism.order"));
    }

    @Test
    void aGraphicsCardIsLeftToJavaFx() {
        properties.setProperty("os.name", "Linux");
        Rendering.choose(properties, Path.of("/dev/dri")::equals);
        assertNull(properties.getProperty("prism.order"));
    }

    @Test
    void otherSystemsAndOwnChoicesAreLeftAlone() {
        properties.setProperty("os.name", "Mac OS X");
        Rendering.choose(properties, path -> false);
        assertNull(properties.getProperty("prism.order"));
        properties.setProperty("os.name", "Linux");
        properties.setProperty("prism.order", "es2");
        Rendering.choose(properties, path -> false);
        assertEquals("es2", properties.getProperty("prism.order"));
    }
}
