/// Bad on purpose: a command that calls the kernel.
@NullMarked
package dev.gantry.conformance.house.bad.cli;

import org.jspecify.annotations.NullMarked;
