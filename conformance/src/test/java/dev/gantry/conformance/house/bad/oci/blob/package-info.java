/// Bad on purpose: what oci.layer must not know.
@NullMarked
package dev.gantry.conformance.house.bad.oci.blob;

import org.jspecify.annotations.NullMarked;
