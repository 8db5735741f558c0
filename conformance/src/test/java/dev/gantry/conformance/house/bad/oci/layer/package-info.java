/// Bad on purpose: a room that knows who keeps its bytes.
@NullMarked
package dev.gantry.conformance.house.bad.oci.layer;

import org.jspecify.annotations.NullMarked;
