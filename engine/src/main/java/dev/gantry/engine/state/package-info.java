/// The engine's database: what is acknowledged is in it. Read {@link
/// dev.gantry.engine.state.Database} first.
@NullMarked
package dev.gantry.engine.state;

import org.jspecify.annotations.NullMarked;
