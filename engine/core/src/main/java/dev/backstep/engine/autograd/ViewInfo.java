package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;

/// What autograd knows about a view.
///
/// Note [Views and history]: changing a view in place also changes its base, and the other way round. So the history of
/// a base that is changed through a view gets a `CopySlices` node, and each view of it, when next asked for its
/// `grad_fn`, finds that the shared version counter has moved on and is recorded anew as an `AsStrided` of the base.
public final class ViewInfo {
    private final Tensor base;
    private final Origin origin;
    private final boolean sharesTangents;
    private int version;

    public ViewInfo(Tensor base, Origin origin) {
        this(base, origin, true);
    }

    ViewInfo(Tensor base, Origin origin, boolean sharesTangents) {
        this.base = base;
        this.origin = origin;
        this.sharesTangents = sharesTangents;
        this.version = base.version();
    }

    /// The same for a tensor whose tangents are its own: a dual tensor, or the primal of one.
    ViewInfo withoutTangents() {
        return new ViewInfo(base, origin, false);
    }

    /// How a view came about, which decides whether it may be changed in place.
    public enum Origin {
        DEFAULT,
        /// one of several outputs of one operator
        MULTI_OUTPUT,
        /// recording was off
        NO_GRAD,
        INFERENCE,
        /// made by a user's autograd function
        CUSTOM_FUNCTION
    }

    public Tensor base() {
        return base;
    }

    public Origin origin() {
        return origin;
    }

    /// Whether its tangents are views of the base's.
    boolean sharesTangents() {
        return sharesTangents;
    }

    /// The version for which the view's `grad_fn` holds.
    int version() {
        return version;
    }

    void setVersion(int version) {
        this.version = version;
    }
}
