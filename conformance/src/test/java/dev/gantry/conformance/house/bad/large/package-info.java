/// Bad on purpose: a method and a file that are too long.
@NullMarked
package dev.gantry.conformance.house.bad.large;

import org.jspecify.annotations.NullMarked;
