/// Docker's JSON from and to the engine's values: one class a thing. Requests become values that
/// are valid, or an `INVALID` that names the field; documents come back in Docker's shape and
/// order. All that differs between versions of the API is here. Read {@link
/// dev.gantry.daemon.wire.SpecWire} for the way in and {@link dev.gantry.daemon.wire.ContainerWire}
/// for the way out.
@NullMarked
package dev.gantry.daemon.wire;

import org.jspecify.annotations.NullMarked;
