package dev.backstep.engine.backend;

/// What a backend does with the memory of a storage that is [given back][Backend#release].
public enum Reuse {
    /// Nothing comes back: storages are not counted, and memory is the garbage collector's business.
    NONE,
    /// It is kept for the next storages of about its size.
    POOL,
    /// It is filled with NaN, or with integers that are no index and no truth value, and never used again. New storages
    /// are filled so, too. For tests: what comes back too early, or is read before it is written, then shows.
    CHECK;

    /// [#CHECK] with `-Ddev.backstep.memory=check`, else [#POOL].
    public static Reuse asAsked() {
        return "check".equals(System.getProperty("dev.backstep.memory")) ? CHECK : POOL;
    }
}
