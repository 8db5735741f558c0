/// A small house in which every rule is broken; {@link dev.gantry.conformance.house.BreachTest}
/// holds the rules against it. Nothing here runs.
@NullMarked
package dev.gantry.conformance.house.bad;

import org.jspecify.annotations.NullMarked;
