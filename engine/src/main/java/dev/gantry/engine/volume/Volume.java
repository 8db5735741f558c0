package dev.gantry.engine.volume;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// One volume: what is true of it, who has it, and the lock that lets one thing happen to it at a
/// time. Fields are guarded by the lock.
final class Volume {
    final ReentrantLock lock = new ReentrantLock();

    /// Ids of containers made with it.
    final Set<String> holders = new TreeSet<>();

    /// Ids of containers that run with it.
    final Set<String> users = new TreeSet<>();

    private volatile VolumeDocument document;
    boolean isRemoved;

    Volume(VolumeDocument document) {
        this.document = document;
    }

    VolumeDocument document() {
        return document;
    }

    void replace(VolumeDocument changed) {
        document = changed;
    }
}
