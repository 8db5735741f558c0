package dev.gantry.engine.image;

import java.util.List;

/// What a check of all images looked at, and what it found.
///
/// @param bytes of the blobs read
public record CheckReport(int images, int blobs, int layers, long bytes, List<Finding> findings) {
    public CheckReport {
        findings = List.copyOf(findings);
    }
}
