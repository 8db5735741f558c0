/// Bad on purpose: what storage must not know.
@NullMarked
package dev.gantry.conformance.house.bad.host.network;

import org.jspecify.annotations.NullMarked;
