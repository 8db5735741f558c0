/// The rules of the house (CONTRIBUTING.md), as tests on the classes and sources of all modules.
///
/// {@link dev.gantry.conformance.house.HouseRules} says them, {@link
/// dev.gantry.conformance.house.HouseTest} holds the house to them, {@link
/// dev.gantry.conformance.house.BreachTest} proves that each one fails on the bad code in `bad`.
@NullMarked
package dev.gantry.conformance.house;

import org.jspecify.annotations.NullMarked;
