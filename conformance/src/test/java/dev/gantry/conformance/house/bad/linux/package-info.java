/// Bad on purpose: a kernel for others to call.
@NullMarked
package dev.gantry.conformance.house.bad.linux;

import org.jspecify.annotations.NullMarked;
