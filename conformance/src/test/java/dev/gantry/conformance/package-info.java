/// The daemon seen from outside, with the clients people use: the real docker CLI, docker-py,
/// skopeo, a registry. And the rules of the house, checked on the classes as they are built.
///
/// Each suite starts a daemon of its own with {@link dev.gantry.conformance.Gantryd}; nothing here
/// knows how anything is done.
@NullMarked
package dev.gantry.conformance;

import org.jspecify.annotations.NullMarked;
