/// Bad on purpose: what oci must not know.
@NullMarked
package dev.gantry.conformance.house.bad.http;

import org.jspecify.annotations.NullMarked;
