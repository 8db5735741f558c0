/// What containers, images and networks are, and what becomes of them over time.
///
/// {@link dev.gantry.engine.Engine} is the front door; it holds one object for each kind of thing.
/// Refusals are {@link dev.gantry.engine.EngineException}s with a closed set of kinds and Docker's
/// wording. Must not know: HTTP, API versions, the kernel; those are `daemon`'s and `host`'s.
@NullMarked
package dev.gantry.engine;

import org.jspecify.annotations.NullMarked;
