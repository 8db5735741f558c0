/// The commands about volumes, one file each: Docker's own, and those on what volumes hold.
///
/// Must not know: containers. Read {@link dev.gantry.cli.volume.VolumeLsCommand} and {@link
/// dev.gantry.cli.volume.VolumeContent}.
@NullMarked
package dev.gantry.cli.volume;

import org.jspecify.annotations.NullMarked;
