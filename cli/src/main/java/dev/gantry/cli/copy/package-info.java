/// `cp`: files between here and a container, packed and unpacked on this side.
///
/// {@link dev.gantry.cli.copy.Placement} decides what lands where, by Docker's rules, and can be
/// tested without a file. {@link dev.gantry.cli.copy.LocalPack} and {@link
/// dev.gantry.cli.copy.LocalUnpack} do it. An archive from a daemon is not believed: whatever its
/// names and links say, nothing outside the directory that was asked for is touched.
@NullMarked
package dev.gantry.cli.copy;

import org.jspecify.annotations.NullMarked;
