package dev.backstep.app.guide;

import javafx.scene.Node;
import javafx.scene.layout.Region;
import javafx.util.Subscription;

/// A frame around the part of the window that the guide's card is about. It lies over the window and is never in the
/// way of the mouse.
final class Halo extends Region {
    private Subscription following = Subscription.EMPTY;

    Halo() {
        getStyleClass().add("guide-halo");
        setManaged(false);
        setMouseTransparent(true);
        setVisible(false);
    }

    /// Lies around what has an id, and moves with it; around nothing for an empty one.
    void surround(String id) {
        following.unsubscribe();
        following = Subscription.EMPTY;
        Node target = id.isEmpty() || getParent() == null ? null : getParent().lookup("#" + id);
        setVisible(target != null);
        if (target != null) {
            Runnable follow = () -> {
                var bounds = getParent().sceneToLocal(target.localToScene(target.getLayoutBounds()));
                resizeRelocate(bounds.getMinX(), bounds.getMinY(), bounds.getWidth(), bounds.getHeight());
            };
            follow.run();
            following = Subscription.combine(
                    target.localToSceneTransformProperty().subscribe(follow),
                    target.layoutBoundsProperty().subscribe(follow));
        }
    }
}
