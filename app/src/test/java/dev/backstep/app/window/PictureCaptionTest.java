package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.replay.Replay;
import dev.backstep.recording.Recording;
import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;

@ExtendWith(ApplicationExtension.class)
class PictureCaptionTest {
    private final Replay replay = new Replay();
    private final SessionViewModel session = new SessionViewModel();

    @Test
    void aPictureOfTheProgramAsItStandsNeedsNoCaption() {
        replay.show(SampleRecordings.diamond());
        assertFalse(new PictureCaption(replay, session).isVisible());
    }

    @Test
    void theCaptionSaysWhoseThePictureIs() {
        replay.show(SampleRecordings.diamond());
        replay.markStale();
        assertEquals("This is the picture of an earlier text", PictureCaption.text(replay, false));
        assertEquals("This is still the picture of diamond.py", PictureCaption.text(replay, true));
        assertTrue(new PictureCaption(replay, session).isVisible());
    }

    @Test
    void nothingIsNobodysPicture() {
        replay.show(Recording.empty("empty.py", ""));
        replay.markStale();
        assertEquals("", PictureCaption.text(replay, true));
    }

    @Test
    void whatBelongsToThePictureFadesWithIt() {
        var view = new Region();
        PictureCaption.fade(view, replay);
        assertEquals(1, view.getOpacity());
        replay.markStale();
        assertEquals(PictureCaption.FADED, view.getOpacity());
        replay.show(SampleRecordings.diamond());
        assertEquals(1, view.getOpacity());
    }
}
