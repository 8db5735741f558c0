/// Bad on purpose: a room that knows its neighbour.
@NullMarked
package dev.gantry.conformance.house.bad.oci;

import org.jspecify.annotations.NullMarked;
