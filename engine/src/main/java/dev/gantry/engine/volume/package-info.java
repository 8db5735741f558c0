/// What volumes are over time: made, filled from an image, used by containers, removed. Knows
/// containers by their ids only.
///
/// Read {@link dev.gantry.engine.volume.Volumes} first, then {@link
/// dev.gantry.engine.volume.VolumeDocument}.
@NullMarked
package dev.gantry.engine.volume;

import org.jspecify.annotations.NullMarked;
