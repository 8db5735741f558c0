/// The commands about images, one file each, and the progress of transfers.
///
/// Must not know: containers. Read {@link dev.gantry.cli.image.Pull} and {@link
/// dev.gantry.cli.image.Progress}.
@NullMarked
package dev.gantry.cli.image;

import org.jspecify.annotations.NullMarked;
