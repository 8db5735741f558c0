package dev.gantry.engine.image;

import java.util.List;

/// Something a check found wrong.
///
/// @param id of the blob, the layer or the image
/// @param problem what is wrong with it
/// @param images those it is part of, by name, or by id where they have none
/// @param isRepaired whether it is right now
public record Finding(
        Kind kind, String id, String problem, List<String> images, boolean isRepaired) {
    public Finding {
        images = List.copyOf(images);
    }

    public enum Kind {
        BLOB,
        LAYER,
        IMAGE
    }
}
