/// Bad on purpose: paths into a container's tree, and a room that knows another.
@NullMarked
package dev.gantry.conformance.house.bad.host.storage;

import org.jspecify.annotations.NullMarked;
