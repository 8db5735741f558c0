/// Bad on purpose: more types than the closed list has places.
@NullMarked
package dev.gantry.conformance.house.bad.base;

import org.jspecify.annotations.NullMarked;
