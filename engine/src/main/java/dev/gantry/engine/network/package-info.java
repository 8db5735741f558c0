/// Networks and the places of containers in them. {@link dev.gantry.engine.network.Networks} is the
/// front door; the kernel's side is `host.network`.
@NullMarked
package dev.gantry.engine.network;

import org.jspecify.annotations.NullMarked;
