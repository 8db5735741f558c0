/// The commands about networks, one file each.
///
/// Must not know: containers. Read {@link dev.gantry.cli.network.NetworkLsCommand}.
@NullMarked
package dev.gantry.cli.network;

import org.jspecify.annotations.NullMarked;
