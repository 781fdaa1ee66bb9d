package dev.backstep.engine.backend;

import dev.backstep.engine.EngineException;

/// A device is gone, and with it what was in its memory: unplugged, reset by its driver, or stopped by a fault. Every
/// later call of its backend throws this again; another backend on the same device may work.
public final class DeviceLostException extends EngineException {
    private final String deviceName;

    public DeviceLostException(String deviceName, String message) {
        super(Kind.RUNTIME, message);
        this.deviceName = deviceName;
    }

    /// The device's name, for people.
    public String deviceName() {
        return deviceName;
    }
}
