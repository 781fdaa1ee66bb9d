package dev.backstep.app.graph.theme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ShortenedTest {
    @Test
    void aPathKeepsItsEnd() {
        assertEquals("layer1.0.conv1 · Conv2d", Shortened.to("layer1.0.conv1 · Conv2d", 23));
        assertEquals("layer1.0.conv1", Shortened.to("layer1.0.conv1 · Conv2d", 22));
        assertEquals("…0.conv1", Shortened.to("layer1.0.conv1 · Conv2d", 10));
        assertEquals("…conv1", Shortened.to("layer1.0.conv1 · Conv2d", 7));
    }

    @Test
    void nothingIsBrokenInsideAWord() {
        assertEquals("Convolution…", Shortened.to("ConvolutionBackward0", 15));
        assertEquals("loss = criterion(…", Shortened.to("loss = criterion(prediction, target)", 22));
        var ruler = TextRuler.get();
        double room = ruler.width("ConvolutionBack", Typeface.SANS, 12);
        assertEquals("Convolution…", ruler.fit("ConvolutionBackward0", Typeface.SANS, 12, room));
    }
}
